"""The commands as a module: `python -m kg` is `kg`, also where no script was installed."""

from kg.cli import main

if __name__ == "__main__":
    main()
