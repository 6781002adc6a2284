"""What can be set from outside: environment variables, or a ``.env`` file in the working directory.

Only ``evidence.app`` reads this; everything below receives what it needs as arguments.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from evidence.errors import SettingsError

NCBI_EUTILS_URL = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"


class Settings(BaseSettings):
    """The settings, each by the name of its environment variable."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    database_url: str = Field(
        default="sqlite:///data/evidence.db",
        validation_alias="EVIDENCE_DATABASE_URL",
        description="Where everything is kept: sqlite:///FILE, or postgresql://USER:PASSWORD@HOST/NAME for teams.",
    )
    claims_file: Path = Field(
        default=Path("claims.yaml"),
        validation_alias="EVIDENCE_CLAIMS_FILE",
        description="The file that says which claims are tracked.",
    )
    sample_folder: Path = Field(
        default=Path("data/sample"),
        validation_alias="EVIDENCE_SAMPLE_FOLDER",
        description="The folder that `--source sample` reads.",
    )
    eutils_url: str = Field(
        default=NCBI_EUTILS_URL,
        validation_alias="EVIDENCE_EUTILS_URL",
        description="The E-utilities to ask; another address than NCBI's is for tests and mirrors.",
    )
    ncbi_email: str = Field(
        default="",
        validation_alias="NCBI_EMAIL",
        description="Your e-mail address, which NCBI asks for so that it can write before it blocks. Needed for NCBI.",
    )
    ncbi_api_key: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="NCBI_API_KEY",
        description="A key of your NCBI account: 10 requests a second instead of 3. Kept out of URLs and logs.",
    )
    ncbi_tool: str = Field(
        default="evidence",
        validation_alias="NCBI_TOOL",
        description="The name this installation gives itself at NCBI.",
    )
    connect_timeout: float = Field(
        default=10.0,
        gt=0,
        le=300,
        validation_alias="EVIDENCE_CONNECT_TIMEOUT",
        description="Seconds to wait for a connection.",
    )
    read_timeout: float = Field(
        default=60.0,
        gt=0,
        le=3600,
        validation_alias="EVIDENCE_READ_TIMEOUT",
        description="Seconds to wait for the next bytes of an answer.",
    )
    recheck_days: int = Field(
        default=30,
        ge=1,
        le=365,
        validation_alias="EVIDENCE_RECHECK_DAYS",
        description="Days after which a known citation is fetched again, so that retractions and corrections surface.",
    )

    @field_validator("eutils_url")
    @classmethod
    def _is_a_safe_address(cls, url: str) -> str:
        address = urlsplit(url)
        on_this_machine = address.hostname in ("127.0.0.1", "localhost", "::1")
        if address.scheme != "https" and not (address.scheme == "http" and on_this_machine):
            raise ValueError("must begin with https:// (http:// only for a server on this machine)")
        if address.username or address.password:
            # Errors and logs name the address.
            raise ValueError("must hold no user name or password")
        return url if url.endswith("/") else url + "/"

    @field_validator("ncbi_email")
    @classmethod
    def _looks_like_an_address(cls, email: str) -> str:
        name, at, host = email.strip().partition("@")
        if email and not (name and at and "." in host and " " not in email.strip()):
            raise ValueError("is not an e-mail address")
        return email.strip()


def read_settings() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: naming every wrong variable, never its value (it may be a secret).
    """
    try:
        return Settings()
    except ValidationError as problem:
        wrong = "; ".join(f"{error['loc'][0]} {_reason(str(error['msg']))}" for error in problem.errors())
        raise SettingsError(f"wrong settings: {wrong}", "correct them in the environment or in .env") from None


class CheckConfig(BaseModel):
    """What a project wants of ``evidence check``.

    It stands under ``[tool.evidence.check]`` in pyproject.toml, or under ``[check]`` in evidence.toml.

    Attributes:
        fail_on: the mildest level of findings that ends in exit code 1, or ``never``.
        disabled: rules that are not reported.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fail_on: Literal["note", "warning", "error", "never"] = Field(default="warning", alias="fail-on")
    disabled: tuple[Annotated[str, Field(pattern=r"^EV0(0[1-9]|10)$")], ...] = Field(default=(), alias="disable")


def read_check_config(folder: Path) -> CheckConfig:
    """How the project in ``folder`` wants to be checked; evidence.toml goes before pyproject.toml.

    Raises:
        SettingsError: a file cannot be read, or says something that it cannot mean.
    """
    for name, keys in (("evidence.toml", ("check",)), ("pyproject.toml", ("tool", "evidence", "check"))):
        path = folder / name
        if not path.is_file():
            continue
        try:
            table: Any = tomllib.loads(path.read_text(encoding="utf-8"))
            for key in keys:
                table = table.get(key, {})
            if table:
                return CheckConfig.model_validate(table)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError) as problem:
            raise SettingsError(f"{path} cannot be read: {problem}", "correct it") from problem
        except ValidationError as problem:
            wrong = "; ".join(f"{error['loc'][0]}: {error['msg']}" for error in problem.errors(include_url=False))
            raise SettingsError(
                f"{path}, [{'.'.join(keys)}]: {wrong}", "docs/checking.md says which keys there are"
            ) from None
    return CheckConfig()


def _reason(message: str) -> str:
    return message.removeprefix("Value error, ").removeprefix("Input ")
