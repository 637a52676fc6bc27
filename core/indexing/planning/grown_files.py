"""Finds out which parts of a file that has grown, such as a log, are still those that the index has."""

from scent.core.indexing.planning.plan import Plan


def resume_grown(plan: Plan) -> None:
    """Read only the new end of each grown file of a plan where that can be told; all of it elsewhere.

    Only text and mailboxes are read in parts that do not depend on what follows. The last part always does.
    """
    if not plan.grown:
        return
    # Imported here: it loads all readers, and few runs need them.
    from scent.formats.documents.grown import same_documents

    for match in plan.grown:
        before = match.indexed
        if parts := same_documents(match.stat.path, before.size, match.stat.size, before.parts):
            plan.resumed.append(match._replace(indexed=match.indexed._replace(parts=parts)))
        else:
            plan.changed.append(match)
    plan.grown = []
