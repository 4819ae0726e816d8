"""What may be renamed and what was decided about it: what is renamed, what is still asked, what answers nothing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from server.diff.renames.candidates import Counterpart, Leaving
from server.diff.renames.likeness import ALIKE
from server.errors import InvalidArgument
from server.model.names import QualifiedName
from server.model.plan import Decision, Inquiry, Option
from server.model.rename import DROP, KEY, PossibleRename, RenameCandidate

_LISTED = 8


@dataclass(slots=True)
class RenameDecisions:
    """Takes answers to what may be renamed, and keeps what is asked and what was decided."""

    given: Mapping[str, str]
    asked: list[PossibleRename] = field(default_factory=list)
    """What is still to be decided."""
    taken: list[Decision] = field(default_factory=list)
    """What was decided, for the plan."""
    _seen: set[str] = field(default_factory=set)

    def renames(
        self, leaving: Iterable[Leaving], excuse: Callable[[Counterpart], bool] = lambda _: False
    ) -> dict[tuple[int, ...], QualifiedName | str]:
        """The new name of each that is renamed, by its identity.

        Args:
            leaving: What goes, all of one kind and place where names are unique.
            excuse: Which counterparts are no reason to ask, since another question explains them.

        Raises:
            InvalidArgument: An answer names nothing that comes, or what another answer names too.
        """
        waiting, chosen = list(leaving), {}
        names: dict[tuple[object, ...], str] = {}
        for each in waiting:
            self._seen.add(each.key)
            counterpart = self._answered(each)
            if counterpart is not None:
                place = (*each.identity[:-1], counterpart.name)
                if place in names:
                    raise InvalidArgument(
                        f'"{each.key}" and "{names[place]}" cannot both become {counterpart.answers[0]}; '
                        f'answer one of them with another name or "{DROP}"'
                    )
                names[place] = each.key
                chosen[each.identity] = counterpart.name
        for each in waiting:
            if each.key not in self.given:
                free = [
                    other
                    for other in each.counterparts
                    if (*each.identity[:-1], other.name) not in names and not excuse(other)
                ]
                self._ask(each, free)
        return chosen

    def unknown(self) -> tuple[str, ...]:
        """Keys of given decisions about renames that name nothing that goes."""
        return tuple(sorted(key for key in self.given if key.startswith(KEY) and key not in self._seen))

    def refuse_unknown(self) -> None:
        """Return when every decision about a rename names something that goes.

        Raises:
            InvalidArgument: One does not; the message names those that do.
        """
        for key in self.unknown():
            near = get_close_matches(key, sorted(self._seen), n=1, cutoff=0.6)
            hint = f'did you mean "{near[0]}"? ' if near else ""
            raise InvalidArgument(f'"{key}" names nothing that goes; {hint}{self._possible()}')

    def _possible(self) -> str:
        if not self._seen:
            return "nothing goes that could be renamed: leave it out"
        listed = ", ".join(f'"{key}"' for key in sorted(self._seen)[:_LISTED])
        return f"what goes: {listed}{', …' if len(self._seen) > _LISTED else ''}"

    def _answered(self, leaving: Leaving) -> Counterpart | None:
        answer = self.given.get(leaving.key)
        if answer is None:
            return None
        self._note(leaving, answer.strip())
        if answer.strip() == DROP:
            return None
        for counterpart in _likeliest(leaving.counterparts):
            if answer in counterpart.answers or answer.strip() in counterpart.answers:
                return counterpart
        possible = [each.answers[0] for each in _likeliest(leaving.counterparts)[:_LISTED]]
        more = ", …" if len(leaving.counterparts) > _LISTED else ""
        raise InvalidArgument(
            f'"{answer}" is no answer to "{leaving.key}": nothing of that name comes in its place; '
            f"possible: {', '.join([*possible, DROP])}{more}"
        )

    def _note(self, leaving: Leaving, answer: str) -> None:
        rename = _possible_rename(leaving, leaving.counterparts)
        options = [Option(answer=each.answer, effect="It is renamed to that.") for each in rename.candidates]
        options.append(Option(answer=DROP, effect=f"It goes: {rename.loses}."))
        self.taken.append(
            Decision(
                key=leaving.key,
                question=rename.question,
                example=answer,
                chosen=answer,
                options=tuple(options),
                inquiry=Inquiry(count=rename.count, listing="", estimate="") if rename.count else None,
            )
        )

    def _ask(self, leaving: Leaving, counterparts: Iterable[Counterpart]) -> None:
        alike = [each for each in counterparts if each.likeness.value >= ALIKE]
        if alike:
            self.asked.append(_possible_rename(leaving, alike))


def _possible_rename(leaving: Leaving, counterparts: Iterable[Counterpart]) -> PossibleRename:
    return PossibleRename(
        key=leaving.key,
        object=leaving.object,
        loses=leaving.loses,
        count=leaving.count,
        candidates=tuple(
            RenameCandidate(answer=each.answers[0], likeness=each.likeness.value, why=each.likeness.why)
            for each in _likeliest(counterparts)
        ),
    )


def _likeliest(counterparts: Iterable[Counterpart]) -> list[Counterpart]:
    return sorted(counterparts, key=lambda each: (-each.likeness.value, each.answers))
