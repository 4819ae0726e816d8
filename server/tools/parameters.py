"""Parameters that several tools share, so that they are called and explained the same everywhere."""

from typing import Annotated

from pydantic import Field

# Exactly ``str``: the SDK parses texts that look like JSON for any wider type.
Database = Annotated[str, Field(description="Configured name, or path of schema SQL or snapshot; empty: the only one")]
Change = Annotated[str, Field(description="SQL statements as they would be run, or a migration file's text")]
PlanReference = Annotated[str, Field(description="Identity, name or folder of a plan that was generated")]
