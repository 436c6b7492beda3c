"""What happens to a notice and to the objections against it."""

from points.notices.services.answering import answer as answer
from points.notices.services.answering import permit_answering as permit_answering
from points.notices.services.drafting import Draft as Draft
from points.notices.services.drafting import LineDraft as LineDraft
from points.notices.services.drafting import add_line as add_line
from points.notices.services.drafting import draft as draft
from points.notices.services.drafting import remove_line as remove_line
from points.notices.services.drafting import revise as revise
from points.notices.services.forgetting import forget as forget
from points.notices.services.forgetting import to_be_forgotten as to_be_forgotten
from points.notices.services.objecting import object_on_paper as object_on_paper
from points.notices.services.objecting import object_to as object_to
from points.notices.services.running import Result as Result
from points.notices.services.running import extend as extend
from points.notices.services.running import publish as publish
from points.notices.services.running import reopen as reopen
from points.notices.services.running import take_off as take_off
from points.notices.services.running import take_result as take_result
from points.notices.services.running import withdraw as withdraw
