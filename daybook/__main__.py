import sys

from daybook.operations.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
