"""The validator for Django's fields."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

pytest.importorskip("django", reason="needs the extra postlint[django]")

import django
from django.conf import settings
from django.core.exceptions import ValidationError

from postlint import Linter
from postlint.cms import django as door
from postlint.cms.django import PublishableValidator
from postlint.prepublish import Gate

if not settings.configured:
    settings.configure(USE_I18N=False, INSTALLED_APPS=[])
    django.setup()

DRAFT = "Thank you all.\nSaw Mrs Okafor again; her MRN is 00482913."
WARNED = "Patient agreed in writing."


@pytest.fixture(autouse=True)
def shared(linter: Linter, monkeypatch: pytest.MonkeyPatch) -> None:
    """The linter of the whole run in the place of one that would be loaded."""
    monkeypatch.setattr(door, "_gates", {("", ()): Gate(linter)})


def test_a_named_patient_does_not_validate() -> None:
    """One message for each error, with line and rule, in none of the draft's words."""
    with pytest.raises(ValidationError) as caught:
        PublishableValidator()(DRAFT)
    codes = {error.code for error in caught.value.error_list}
    assert {"patient-name", "record-account-or-device-number"} <= codes
    assert any(message.startswith("Line 2: This names a patient.") for message in caught.value.messages)
    assert "Okafor" not in repr(caught.value)
    assert "00482913" not in repr(caught.value)


def test_in_a_form_and_in_a_model() -> None:
    """Fields ask it as they ask any validator; a form shows its messages."""
    from django import forms
    from django.db import models

    class PostForm(forms.Form):
        body = forms.CharField(validators=[PublishableValidator()])

    form = PostForm({"body": DRAFT})
    assert not form.is_valid()
    assert "This names a patient." in str(form.errors)
    assert PostForm({"body": "World Sight Day is on 8 October."}).is_valid()

    class Post(models.Model):
        body = models.TextField(validators=[PublishableValidator()])

        class Meta:
            app_label = "posts"

    with pytest.raises(ValidationError):
        Post(body=DRAFT).full_clean()
    Post(body="World Sight Day is on 8 October.").full_clean()


def test_warnings_are_held_only_if_asked() -> None:
    """A warning asks a person, whom a form cannot ask."""
    assert door._gate("", ()).linter.check(WARNED, rewrites=False).verdict == "review"
    PublishableValidator()(WARNED)
    with pytest.raises(ValidationError):
        PublishableValidator(hold_review=True)(WARNED)


def test_warnings_are_held_if_the_policy_says_so(linter: Linter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless the field says otherwise."""
    strict = Linter(replace(linter.policy, review="hold"), linter.model)
    monkeypatch.setattr(door, "_gates", {("", ()): Gate(strict)})
    with pytest.raises(ValidationError, match="Line 1"):
        PublishableValidator()(WARNED)
    PublishableValidator(hold_review=False)(WARNED)
    PublishableValidator()("World Sight Day is on 8 October.")


@pytest.mark.parametrize("value", ["", "   ", None, 7, b"bytes", "Nous avons vu une dame ce matin. " * 20])
def test_what_cannot_be_checked_does_not_validate(value: Any) -> None:
    """Law 4: nothing to read, no text, another language."""
    with pytest.raises(ValidationError, match="could not be checked") as caught:
        PublishableValidator()(value)
    assert caught.value.code == "unchecked"


def test_a_linter_that_fails_does_not_validate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a missing policy nor a mistake of ours lets a draft through, and neither tells its words."""
    with pytest.raises(ValidationError, match="could not be checked"):
        PublishableValidator(policy="/nowhere/clinic.yaml")("Hello.")
    with pytest.raises(ValidationError, match="could not be checked"):
        PublishableValidator(type="nonsense")("Hello.")

    def broken(*_: Any) -> Any:
        raise RuntimeError(DRAFT)

    monkeypatch.setattr(door, "_gate", broken)
    with pytest.raises(ValidationError, match=r"internal error \(RuntimeError\)") as caught:
        PublishableValidator()("Hello.")
    assert "Okafor" not in repr(caught.value)


def test_it_goes_into_migrations() -> None:
    """Django writes a field's validators down, and compares them."""
    made = PublishableValidator(profiles=["uk-gmc"], hold_review=True)
    path, args, kwargs = made.deconstruct()
    assert path == "postlint.cms.django.PublishableValidator"
    assert PublishableValidator(*args, **kwargs) == made == copy.deepcopy(made)
    assert made != PublishableValidator()
    assert len({made, copy.copy(made)}) == 1


def test_one_linter_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is loaded when it is first needed, once for each policy and set of profiles."""
    import postlint.linter

    made: list[tuple[Any, Any]] = []

    class Counted:
        def __init__(self, policy: Any, *, profiles: Any) -> None:
            made.append((policy, profiles))

    monkeypatch.setattr(postlint.linter, "Linter", Counted)
    monkeypatch.setattr(door, "_gates", {})
    validators = [PublishableValidator(profiles=profiles) for profiles in (["uk-gmc"], ["uk-gmc"], ["ie"])]
    assert made == []
    for validator in validators:
        door._gate(validator.policy, validator.profiles)
    assert made == [(None, ("uk-gmc",)), (None, ("ie",))]
