"""The rule book of the community, imported from its sheet and adopted by the residents' meeting."""

from demo.stage import Stage
from points.imports.services import RuleImport, import_rules
from points.rules import services as rules


def adopt_rules(stage: Stage) -> None:
    name = stage.words["rules"].format(name=stage.tier.name)
    report = import_rules(
        stage.tier.sheet("rules").read_bytes(),
        into=RuleImport(community=stage.community, name=name),
        by=stage.administrator,
    )
    assert report.written is not None, f"every row of the demo's rules can be read: {report.refusals}"
    rules.adopt(report.written, in_force_from=stage.since, where=stage.words["adopted_where"], by=stage.administrator)
