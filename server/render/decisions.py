"""What only the user can say, with what it rests on: how to count, what statistics tell, and what each answer does."""

from server.model.plan import Decision, Plan
from server.render.text import bullets, code, fenced, prose, table


def decisions_section(plan: Plan) -> str:
    """Each decision of the plan in Markdown, open ones first; empty when there is none."""
    taken = [decision for decision in plan.decisions if decision.chosen is not None and not decision.assumed]
    return "\n\n".join(_decision(each) for each in (*plan.unanswered, *taken))


def _decision(decision: Decision) -> str:
    facts = [f"Question: {prose(decision.question)}"]
    if decision.inquiry is None:
        facts.append("The target cannot tell how many rows it is about before the plan runs.")
    elif decision.inquiry.estimate:
        facts.append(f"Statistics: {prose(decision.inquiry.estimate)}")
    else:
        facts.append("Statistics: none are known.")
    if decision.recommendation:
        facts.append(f"Recommended: {prose(decision.recommendation)}")
    parts = [f"**{_standing(decision)}**: {code(decision.key)}", bullets(facts, none="")]
    if decision.options:
        rows = [(_how(each.answer, each.sql), prose(each.effect)) for each in decision.options]
        parts.append(table(("Answer", "Effect"), rows))
    if decision.inquiry is not None:
        queries = [f"-- How many rows it is about, now\n{decision.inquiry.count};"]
        if decision.inquiry.listing:
            queries.append(f"-- Some of them\n{decision.inquiry.listing};")
        parts.append(fenced("\n".join(queries), "sql"))
    return "\n\n".join(parts)


def _standing(decision: Decision) -> str:
    if decision.chosen is None:
        return "Open"
    return f"{'Assumed' if decision.assumed else 'Decided'} {prose(decision.chosen)}"


def _how(answer: str, sql: str) -> str:
    return code(answer) if answer else f"put into the change, before it: {code(sql)}"
