"""What every refusal is made of."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _


class PointsError(Exception):
    """A request that was understood and refused. Nothing was written."""

    code: ClassVar[str] = "refused"
    sentence: ClassVar[Any] = _("The request was refused.")
    status: ClassVar[int] = 409
    """HTTP status that the API answers with."""

    _by_code: ClassVar[dict[str, type["PointsError"]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        other = PointsError._by_code.setdefault(cls.code, cls)
        if other is not cls:
            raise TypeError(f"{cls.__name__} and {other.__name__} share the code {cls.code}")

    def __init__(self, **params: Any) -> None:
        super().__init__(params)
        self.params = params

    def __str__(self) -> str:
        return str(self.sentence) % self.params if self.params else str(self.sentence)

    @classmethod
    def again(cls, code: str, params: dict[str, Any]) -> "PointsError":
        """The refusal that was given before, from its kept code and params."""
        return cls._by_code.get(code, PointsError)(**params)
