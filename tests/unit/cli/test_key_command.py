"""`admin key`: a key is printed once, listed without its secret, and revoked at once."""

from __future__ import annotations

import pytest

from denialops.__main__ import main
from denialops.bootstrap import build_services
from denialops.config import load_settings


def _create(capsys: pytest.CaptureFixture[str], *more: str, name: str = "Billing system") -> str:
    assert main(["admin", "key", "create", "--name", name, *more]) == 0
    return capsys.readouterr().out.strip()


def test_a_key_is_printed_once_and_opens_the_services(capsys: pytest.CaptureFixture[str]) -> None:
    key = _create(capsys)
    services = build_services(load_settings(), at_once=True)
    caller = services.find_caller(key)
    services.store.close()
    main(["admin", "key", "list"])
    listed = capsys.readouterr().out

    assert caller is not None
    assert (caller.name, caller.scope) == ("Billing system", "write")
    assert caller.key_id in listed
    assert key.rpartition("_")[2] not in listed


def test_a_revoked_key_is_listed_as_such_and_opens_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    key = _create(capsys, "--read-only")
    key_id = key.split("_")[1]
    revoked = main(["admin", "key", "revoke", key_id])
    again = main(["admin", "key", "revoke", key_id])
    told = capsys.readouterr()
    main(["admin", "key", "list"])

    assert (revoked, again) == (0, 1)
    assert "key_not_found" in told.err
    assert "revoked" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "denialops", "two\nlines\x07"])
def test_a_key_needs_a_name_of_its_own(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["admin", "key", "create", "--name", name]) == 1
    assert "invalid_value" in capsys.readouterr().err


def test_two_keys_in_force_do_not_share_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    _create(capsys)

    assert main(["admin", "key", "create", "--name", "Billing system"]) == 1
