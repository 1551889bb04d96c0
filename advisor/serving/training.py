"""`python -m advisor.serving.training`: have Rasa train the model, without the work that serves nothing."""

from __future__ import annotations

import gc
import logging
from typing import Any

from tarsafe import TarSafe

from advisor.knowledge import load_knowledge
from advisor.reading.training import begin_training
from advisor.serving.lighter_rasa import leave_tensorflow_out
from advisor.serving.model import DIGEST_FILE, MODEL_FILE, sha256
from advisor.serving.quiet import be_quiet
from advisor.settings import PROJECT


class QuicklyPacked(TarSafe):  # type: ignore[misc]
    """An archive packed with little effort: a model is mostly numbers, which hardly shrink.

    Packed as well as possible it takes over three times as long and is 1 % smaller.
    """

    @classmethod
    def gzopen(cls, name: Any, mode: str = "r", fileobj: Any = None, compresslevel: int = 1, **others: Any) -> Any:
        """As in `tarfile`."""
        return super().gzopen(name, mode, fileobj, compresslevel, **others)


def main() -> None:
    """Write the model and its digest; raises SystemExit where Rasa does not train."""
    be_quiet()
    leave_tensorflow_out()
    # Nearly everything made here is needed to the end: looking for what is not was a fifteenth of the work.
    gc.disable()
    # Rasa takes seconds to start; the reader learns meanwhile.
    begin_training(PROJECT / "data", load_knowledge())
    import rasa
    import rasa.engine.storage.local_model_storage as packing
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    packing.TarSafe = QuicklyPacked
    result = rasa.train(
        domain=str(PROJECT / "domain.yml"),
        config=str(PROJECT / "config.yml"),
        training_files=[str(PROJECT / "data" / "rules")],
        output=str(MODEL_FILE.parent),
        fixed_model_name=MODEL_FILE.name.removesuffix(".tar.gz"),
    )
    if result.code != 0 or result.model is None:
        raise SystemExit(f"Rasa stopped with code {result.code}.")
    DIGEST_FILE.write_text(f"{sha256()}  {MODEL_FILE.name}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
