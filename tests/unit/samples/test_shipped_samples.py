"""The sample letters a new user can try at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from denialops.bootstrap import build_in_memory
from denialops.config import load_settings
from denialops.errors import DocumentNotFound
from denialops.services.memory import InMemory
from denialops.services.samples import find_sample, load_samples
from tools.sample_letters import APPROVAL, REMITTANCE

FOLDER = Path(__file__).resolve().parents[3] / "data" / "samples"
SAMPLES = load_samples(FOLDER)


def test_there_are_samples_of_many_kinds() -> None:
    assert len(SAMPLES) >= 8
    assert len({sample.media_type for sample in SAMPLES}) >= 5


@pytest.mark.parametrize("name", [sample.name for sample in SAMPLES])
def test_a_sample_is_there_and_small(name: str) -> None:
    upload = find_sample(FOLDER, name)

    assert 200 < len(upload.data) < 300_000


@pytest.fixture(scope="module")
def in_memory() -> InMemory:
    return build_in_memory(load_settings())


@pytest.mark.ocr
@pytest.mark.parametrize("name", [sample.name for sample in SAMPLES])
def test_a_sample_is_read_as_what_it_is(name: str, in_memory: InMemory) -> None:
    case = in_memory.read_in_memory(find_sample(FOLDER, name))

    assert case.facts.flag("is_denial") is (name != "approval")
    assert {"payer", "patient_name", "provider_name"} <= {fact.field for fact in case.facts.items}


def test_a_sample_that_does_not_exist_is_refused() -> None:
    with pytest.raises(DocumentNotFound):
        find_sample(FOLDER, "no-such-letter")


def test_every_file_in_the_folder_is_offered() -> None:
    offered = {find_sample(FOLDER, sample.name).filename for sample in SAMPLES}

    assert {path.name for path in FOLDER.iterdir()} == offered | {"samples.yaml"}


def test_phones_in_the_typed_samples_are_fictitious() -> None:
    numbers = re.findall(r"\d{3}-\d{3}-\d{4}", APPROVAL + REMITTANCE)

    assert all(number[4:].startswith("555-01") for number in numbers)
