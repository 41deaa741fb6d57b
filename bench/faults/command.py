"""The ``zhengtong`` command of this very checkout, wherever it is installed."""

from zhengtong.config.cli import main

if __name__ == "__main__":
    main()
