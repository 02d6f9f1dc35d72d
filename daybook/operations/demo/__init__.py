"""The demo: two made-up clinics in Hyderabad, for trying the product out. See `world.py` for how it is made."""
