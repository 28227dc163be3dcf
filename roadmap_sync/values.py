"""Dataclasses that cost little to define: the standard ones would take a third of a short run.

A drop-in for the standard module, as far as we use it: ``slots=True``, perhaps ``frozen``,
``kw_only`` or ``eq=False``. The standard decorator compiles eight functions for each class, here
it is one, and that only when the first value is made; everything else is shared. To type
checkers, and to the functions of the standard module, these *are* dataclasses.
"""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass", "field", "replace"]

_NOTHING = object()


class _Field:
    """What `field` was told about one attribute."""

    __slots__ = ("compare", "default", "factory", "hash", "repr")

    def __init__(
        self,
        *,
        default: object = _NOTHING,
        default_factory: Callable[[], object] | None = None,
        repr: bool = True,  # noqa: A002 - the standard's names
        compare: bool = True,
        hash: bool | None = None,  # noqa: A002
    ) -> None:
        self.default = default
        self.factory = default_factory
        self.repr = repr
        self.compare = compare
        self.hash = compare if hash is None else hash


def _dataclass(
    *, slots: bool = False, frozen: bool = False, eq: bool = True, kw_only: bool = False
) -> Callable[[type], type]:
    def decorate(cls: type) -> type:
        names = tuple(cls.__annotations__)
        told = {name: _told(cls.__dict__.get(name, _NOTHING)) for name in names}
        body: dict[str, Any] = {
            key: value for key, value in vars(cls).items() if key not in _DROPPED | told.keys()
        }
        body.setdefault("__repr__", _repr)
        body |= {
            "__slots__": names if slots else (*names, "__dict__"),
            "__qualname__": cls.__qualname__,
            "__init__": _first_init,
            "__reduce__": _reduce,
            "__match_args__": () if kw_only else names,
            "__dataclass_fields__": _StandardFields(),
            "_fields": told,
            "_kw_only": kw_only,
        }
        if eq:
            body |= _equality(told, frozen=frozen)
        if frozen:
            body |= {"__setattr__": _refuse, "__delattr__": _refuse}
        return type(cls)(cls.__name__, cls.__bases__, body)

    return decorate


_DROPPED = {"__dict__", "__weakref__"}


def _told(value: object) -> _Field:
    return value if isinstance(value, _Field) else _Field(default=value)


def _equality(told: Mapping[str, _Field], *, frozen: bool) -> dict[str, object]:
    compared = _values_of([name for name, one in told.items() if one.compare])
    hashed = _values_of([name for name, one in told.items() if one.hash])

    def equal(self: object, other: object) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return compared(self) == compared(other)

    def hash_(self: object) -> int:
        return hash(hashed(self))

    return {"__eq__": equal, "__hash__": hash_ if frozen else None}


def _values_of(names: list[str]) -> Callable[[object], object]:
    return attrgetter(*names) if names else lambda _: ()


def _first_init(self: Any, *args: object, **named: object) -> None:
    """Compile the class's own ``__init__``, put it in place, and run it."""
    cls = type(self)
    scope: dict[str, Any] = {"_nothing": _NOTHING}
    parameters, lines = ["self"] + ["*"] * (cls._kw_only and bool(cls._fields)), []
    for name, told in cls._fields.items():
        scope[f"_set_{name}"] = cls.__dict__[name].__set__
        value, default = name, ""
        if told.factory is not None:
            scope[f"_make_{name}"] = told.factory
            value, default = f"_make_{name}() if {name} is _nothing else {name}", "=_nothing"
        elif told.default is not _NOTHING:
            scope[f"_default_{name}"], default = told.default, f"=_default_{name}"
        parameters.append(name + default)
        lines.append(f" _set_{name}(self, {value})")
    exec(f"def __init__({', '.join(parameters)}):\n" + "\n".join(lines or [" pass"]), scope)  # noqa: S102 - made of our own field names
    cls.__init__ = scope["__init__"]
    cls.__init__.__qualname__ = f"{cls.__qualname__}.__init__"
    cls.__init__(self, *args, **named)


def _repr(self: Any) -> str:
    shown = (name for name, told in self._fields.items() if told.repr)
    return f"{type(self).__name__}({', '.join(f'{one}={getattr(self, one)!r}' for one in shown)})"


def _refuse(self: object, name: str, *_value: object) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"a {type(self).__name__} is frozen: '{name}' cannot change")


def _reduce(self: Any) -> tuple[object, ...]:
    """Let values be copied and sent to other processes."""
    return _again, (type(self), {name: getattr(self, name) for name in self._fields})


def _again(cls: type, values: Mapping[str, object]) -> object:
    return cls(**values)


def _replace(value: Any, /, **changes: object) -> object:
    kept = {name: getattr(value, name) for name in value._fields if name not in changes}
    return type(value)(**kept, **changes)


class _StandardFields:
    """Gives the functions of the standard module what they look for, once they do."""

    def __get__(self, _value: object, cls: Any) -> Mapping[str, object]:
        import dataclasses

        stand_in = dataclasses.make_dataclass(
            cls.__name__, [(name, Any, _standard(told)) for name, told in cls._fields.items()],
            kw_only=True,
        )  # fmt: skip
        cls.__dataclass_fields__ = vars(stand_in)["__dataclass_fields__"]
        return vars(stand_in)["__dataclass_fields__"]  # type: ignore[no-any-return]


def _standard(told: _Field) -> Any:
    import dataclasses

    given: dict[str, Any] = {"compare": told.compare, "hash": told.hash, "repr": told.repr}
    if told.factory is not None:
        given["default_factory"] = told.factory
    elif told.default is not _NOTHING:
        given["default"] = told.default
    return dataclasses.field(**given)


if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
else:
    dataclass, field, replace = _dataclass, _Field, _replace
