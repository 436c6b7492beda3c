"""What the reports say; nothing here writes."""

from points.reports.anomalies import anomalies as anomalies
from points.reports.anomalies import anomaly_with as anomaly_with
from points.reports.anomalies import notes_about as notes_about
from points.reports.anomaly import Anomaly as Anomaly
from points.reports.anomaly import Window as Window
from points.reports.attendance import Expected as Expected
from points.reports.attendance import Places as Places
from points.reports.attendance import attendance as attendance
from points.reports.attendance import by_person as by_person
from points.reports.attendance import by_shift as by_shift
from points.reports.attendance import by_team as by_team
from points.reports.register import Asked as Asked
from points.reports.register import Group as Group
from points.reports.register import evaluations as evaluations
from points.reports.register import has_more_than as has_more_than
from points.reports.register import persons as persons
from points.reports.register import praised as praised
from points.reports.register import services as services
from points.reports.register import trainings as trainings
from points.reports.sums import By as By
from points.reports.sums import Line as Line
from points.reports.sums import Sums as Sums
from points.reports.sums import hours_by as hours_by
from points.reports.units import Served as Served
from points.reports.units import UnitYear as UnitYear
from points.reports.units import unit_year as unit_year
