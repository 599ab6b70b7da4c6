"""`./run messages`: bring catalogue, settings table, diagrams and address list in step with the code."""

from tests.house import addresses, lifecycle_diagrams, messages, settings_table


def main() -> None:
    """Do what can be done by itself, and say what is left for a person."""
    settings_table.bring_in_step()
    lifecycle_diagrams.bring_in_step()
    silent = messages.bring_in_step()
    gone = addresses.bring_in_step()
    for words in silent:
        print(f"no English yet: {words}")
    for line in gone:
        print(f"gone, strike it from {addresses.LIST.name} if that was meant: {line}")
    print(f"{len(silent)} sentences without English, {len(gone)} addresses gone.")


if __name__ == "__main__":
    main()
