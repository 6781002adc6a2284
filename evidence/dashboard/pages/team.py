"""Team: who has graded how much, how fast, and how well reviewers agree."""

import streamlit as st

from evidence.dashboard import session
from evidence.dashboard.components import page, team
from evidence.services.team import team as of_team

page.heading("Team")
with session.reading() as tx:
    found = of_team(tx)
if not found.members:
    page.nothing(
        "Nobody has graded yet.",
        "Grade papers in Review, or import grades: ",
        page.command("evidence grades import"),
        ".",
    )
    st.stop()
page.show(team.members(found), team.agreement(found), team.pairs(found))
