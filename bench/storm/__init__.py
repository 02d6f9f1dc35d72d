"""Processes killed at random moments while people work: is what they were told still true? (docs/why/speed.md)"""
