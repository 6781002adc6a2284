"""A claims.yaml without mistakes, for tests that put some in."""

VALID = """\
# what is tracked
articles:
  - id: nk-article
    title: "NK cells: causes"
    owner: Editor
    review_by: 2027-05-25

claims:
  - id: cause-stress
    statement: >
      Stress raises
      NK activity.
    kind: etiology
    says: sometimes
    places:
      - {article: nk-article, section: Causes}
    population: Adults
    exposure: Stress
    combine: all
  - id: cause-stress-physical
    statement: Physical stress raises NK activity.
    kind: etiology
    says: sometimes
    places:
      - {article: nk-article, section: Causes}
      - {article: nk-article, section: What to do}
    population: Adults
    exposure: Physical stress
    comparator: Rest
    outcomes:
      - {name: NK activity, importance: surrogate, better: less, measure: percent lysis}
      - name: live birth
        importance: critical
        better: more
        measure: risk ratio
        minimal_important_difference: 5
        mid_unit: percentage points
        baseline_risk: 0.25
    aliases: [exercise raises NK cells, training raises NK activity]
    votes_needed: 3
    part_of: cause-stress
    queries:
      - id: main
        term: >-
          ("Killer Cells, Natural"[mh] OR "NK cell*"[tiab])
          AND ("Exercise"[mh]
          OR exercis*[tiab])
        note: broad on purpose
        sentinels: [38438886, 418499]
        every_days: 7
      - {id: narrow, term: 'Exercise[mh] AND "natural killer"[ti]'}
  - id: success-diet
    statement: A diet raises the chance of a pregnancy.
    kind: therapy
    says: can
    population: Women
    intervention: Diet
    named_in_article: false
    queries:
      - id: main
        term: diet*[tiab] OR Diet[mh]
"""
