"""Names for things."""

from portal.kit.ids import dom_id, random_address


def test_an_address_cannot_be_guessed_nor_comes_twice() -> None:
    addresses = {random_address() for _each in range(1000)}
    assert len(addresses) == 1000
    assert all(
        len(each) * 6 >= 128 and each.replace("-", "").replace("_", "").isalnum() for each in addresses
    )


def test_the_id_of_an_element_names_thing_key_and_part() -> None:
    assert dom_id("document", 7, "history") == "document-7-history"
    assert dom_id("document", 7) == "document-7"
    assert dom_id("field", "name", "list") == "field-name-list"
    assert dom_id("row", 0) == "row-0"
