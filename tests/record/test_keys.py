"""Who can open a study, and with what."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from workstation.messages import Refusal
from workstation.record import key_ring, keys, recovery_code
from workstation.record.failures import AlreadyThere, NewerFile
from workstation.record.key_ring import Cost, KeyRing, KeysDamaged, StudyKey

CHEAP = Cost(passes=1, memory_kib=64, lanes=1)


@pytest.fixture
def ring(key: StudyKey) -> KeyRing:
    """Wang Min and 李静 can open the study."""
    ring = keys.with_person(keys.new_ring(key, demo=False), "Wang Min", "correct horse", key, cost=CHEAP)
    return keys.with_person(ring, "李静", "密码 很长", key, cost=CHEAP)


def test_each_person_opens_the_same_study(ring: KeyRing, key: StudyKey):
    assert keys.unwrap(ring, "Wang Min", "correct horse") == key
    assert keys.unwrap(ring, "李静", "密码 很长") == key
    assert not ring.demo


def test_a_wrong_passphrase_opens_nothing(ring: KeyRing):
    for person, passphrase in (("Wang Min", "Correct horse"), ("Wang Min", ""), ("李静", "correct horse")):
        with pytest.raises(keys.WrongPassphrase, match=person):
            keys.unwrap(ring, person, passphrase)


def test_the_same_words_in_other_code_points_are_the_same_passphrase(key: StudyKey):
    ring = keys.with_person(keys.new_ring(key, demo=False), "A", "caf\u00e9 １", key, cost=CHEAP)
    assert keys.unwrap(ring, "A", "cafe\u0301 1") == key


def test_who_is_not_known_is_told_who_is(ring: KeyRing):
    with pytest.raises(keys.UnknownPerson) as refused:
        keys.unwrap(ring, "Wang", "correct horse")
    assert refused.value.sentence.values == {"person": "Wang", "known": ("Wang Min", "李静")}
    with pytest.raises(keys.UnknownPerson):
        keys.without_person(ring, "Wang")


@pytest.mark.parametrize(("person", "passphrase"), [("", "x"), ("  ", "x"), ("A", ""), ("A", " \t")])
def test_a_name_and_a_passphrase_are_needed(ring: KeyRing, key: StudyKey, person: str, passphrase: str):
    with pytest.raises(keys.Blank):
        keys.with_person(ring, person, passphrase, key, cost=CHEAP)


def test_two_people_do_not_share_a_name(ring: KeyRing, key: StudyKey):
    with pytest.raises(keys.AlreadyKnown, match="李静"):
        keys.with_person(ring, "李静", "other", key, cost=CHEAP)


def test_another_passphrase(ring: KeyRing, key: StudyKey):
    changed = keys.with_passphrase(ring, "Wang Min", "correct horse", "battery staple", cost=CHEAP)
    assert keys.unwrap(changed, "Wang Min", "battery staple") == key
    assert keys.unwrap(changed, "李静", "密码 很长") == key
    with pytest.raises(keys.WrongPassphrase):
        keys.unwrap(changed, "Wang Min", "correct horse")
    with pytest.raises(keys.WrongPassphrase):
        keys.with_passphrase(ring, "Wang Min", "guess", "battery staple", cost=CHEAP)


def test_who_leaves_no_longer_opens_it(ring: KeyRing):
    left = keys.without_person(ring, "李静")
    with pytest.raises(keys.UnknownPerson):
        keys.unwrap(left, "李静", "密码 很长")


def test_a_wrapped_key_fits_nobody_else(ring: KeyRing):
    """Copying one's own block under another name does not open the study as that person."""
    swapped = replace(ring, persons={**ring.persons, "李静": ring.persons["Wang Min"]})
    with pytest.raises(keys.WrongPassphrase):
        keys.unwrap(swapped, "李静", "correct horse")
    elsewhere = replace(ring, study=keys.new_key().study)
    with pytest.raises(keys.WrongPassphrase):
        keys.unwrap(elsewhere, "Wang Min", "correct horse")


def test_the_recovery_code_gives_back_entry(ring: KeyRing, key: StudyKey):
    ring, code = keys.with_recovery(ring, key, cost=CHEAP)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}", code)
    ring = keys.with_recovered(ring, "李静", code.lower().replace("-", " "), "新的", cost=CHEAP)
    assert keys.unwrap(ring, "李静", "新的") == key
    assert keys.unwrap_recovery(ring, code) == key


def test_only_the_last_recovery_code_works_and_only_for_known_people(ring: KeyRing, key: StudyKey):
    with pytest.raises(keys.NoRecoveryCode):
        keys.unwrap_recovery(ring, "x")
    ring, old = keys.with_recovery(ring, key, cost=CHEAP)
    ring, code = keys.with_recovery(ring, key, cost=CHEAP)
    assert old != code
    with pytest.raises(keys.WrongRecoveryCode):
        keys.unwrap_recovery(ring, old)
    with pytest.raises(keys.UnknownPerson):
        keys.with_recovered(ring, "Somebody", code, "x", cost=CHEAP)
    with pytest.raises(keys.WrongPassphrase):
        keys.unwrap(ring, "Wang Min", recovery_code.plain(code))


def test_what_is_misread_on_paper_is_meant():
    assert recovery_code.plain(" oIl0-ab\tcde \n") == "0110ABCDE"


def test_keys_survive_the_file(ring: KeyRing, key: StudyKey, path: Path):
    ring, code = keys.with_recovery(ring, key, cost=CHEAP)
    key_ring.write_new(path, ring)
    read = key_ring.read(path)
    assert read == ring
    assert keys.unwrap(read, "李静", "密码 很长") == keys.unwrap_recovery(read, code) == key
    assert key.secret.hex() not in key_ring.key_path(path).read_text("utf-8")
    assert repr(key.secret) not in repr(key)


def test_only_a_demo_keeps_its_key_in_clear(key: StudyKey, path: Path):
    key_ring.write_new(path, keys.new_ring(key, demo=True))
    read = key_ring.read(path)
    assert read.demo
    assert read.demo_key == key
    assert '"demo": true' in key_ring.key_path(path).read_text("utf-8")


def test_new_wrappings_cost_what_a_laptop_can_pay():
    """Less would make guessing cheap; a change belongs to a new format, or old files would not say what they are."""
    assert Cost(passes=3, memory_kib=65_536, lanes=4) == keys.COST


def test_a_damaged_wrapping_is_told_apart_from_a_wrong_passphrase(ring: KeyRing, path: Path):
    key_ring.write_new(path, ring)
    place = key_ring.key_path(path)
    text = place.read_text("utf-8")
    start = text.index('"key": "') + len('"key": "')
    place.write_text(text[:start] + ("0" if text[start] != "0" else "1") + text[start + 1 :], "utf-8")
    read = key_ring.read(path)
    with pytest.raises(keys.DamagedKey):
        keys.unwrap(read, "Wang Min", "correct horse")
    assert keys.unwrap(read, "李静", "密码 很长").study == ring.study


def test_every_damage_of_the_keys_is_a_sentence(ring: KeyRing, path: Path):
    """Whatever byte is flipped or lost: they open, or a sentence says why not."""
    key_ring.write_new(path, ring)
    place = key_ring.key_path(path)
    whole = place.read_bytes()
    broken = [whole[:at] + bytes([whole[at] ^ 0x15]) + whole[at + 1 :] for at in range(0, len(whole), 7)]
    broken += [whole[:at] for at in range(0, len(whole), 50)]
    told = 0
    for data in broken:
        place.write_bytes(data)
        try:
            keys.unwrap(key_ring.read(path), "Wang Min", "correct horse")
        except (KeysDamaged, keys.DamagedKey, NewerFile, Refusal):
            told += 1
    assert told > len(broken) // 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"format": 1}',
        "\x00",
        "[" * 5000,
        '{"format": 1, "study": "x", "demo": false}',
    ],
)
def test_what_is_no_file_of_keys_is_told(path: Path, text: str):
    key_ring.key_path(path).write_text(text, "utf-8")
    with pytest.raises(KeysDamaged, match="are damaged"):
        key_ring.read(path)


def test_no_file_asks_for_all_memory(ring: KeyRing, path: Path):
    key_ring.write_new(path, ring)
    place = key_ring.key_path(path)
    place.write_text(
        place.read_text("utf-8").replace('"memory_kib": 64', '"memory_kib": 99999999999'), "utf-8"
    )
    with pytest.raises(KeysDamaged):
        key_ring.read(path)


def test_keys_of_a_later_release(ring: KeyRing, path: Path):
    key_ring.write_new(path, ring)
    place = key_ring.key_path(path)
    place.write_text(place.read_text("utf-8").replace('"format": 1', '"format": 2'), "utf-8")
    with pytest.raises(NewerFile):
        key_ring.read(path)


def test_keys_that_are_not_there(path: Path):
    with pytest.raises(key_ring.KeysMissing, match="not beside it"):
        key_ring.read(path)


def test_keys_are_never_written_over_unasked(ring: KeyRing, path: Path):
    key_ring.write_new(path, ring)
    with pytest.raises(AlreadyThere):
        key_ring.write_new(path, ring)
    key_ring.write(path, keys.without_person(ring, "李静"))
    assert tuple(key_ring.read(path).persons) == ("Wang Min",)


def test_writing_keys_leaves_the_old_ones_or_the_new_ones(
    ring: KeyRing, path: Path, monkeypatch: pytest.MonkeyPatch
):
    key_ring.write_new(path, ring)

    def fails(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("workstation.record.durable.os.fsync", fails)
    with pytest.raises(Exception, match="disk is full"):
        key_ring.write(path, keys.without_person(ring, "李静"))
    assert key_ring.read(path) == ring
    assert [each.name for each in path.parent.iterdir()] == [key_ring.key_path(path).name]
