"""Refusals about public notices and objections to them."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class NoticeRunning(PointsError):
    code = "notice_running"
    sentence = _("The notice has not ended yet; what is on it waits.")


class NoticeNotRunning(PointsError):
    code = "notice_not_running"
    sentence = _("This notice is not up at present.")


class NoticePutUp(PointsError):
    code = "notice_put_up"
    sentence = _("This notice was put up already; its words and its lines stay as they are.")


class NoticeWithdrawn(PointsError):
    code = "notice_withdrawn"
    sentence = _("This notice was withdrawn.")


class NoticeNotWithdrawn(PointsError):
    code = "notice_not_withdrawn"
    sentence = _("Only a notice that was withdrawn is put up again.")


class NoticeEmpty(PointsError):
    code = "notice_empty"
    sentence = _("Nothing stands on this notice yet; please add a line.")


class TermCut(PointsError):
    code = "term_cut"
    sentence = _("The term of a notice that is up is not cut; it can only be made longer.")


class TermInvalid(PointsError):
    code = "term_invalid"
    sentence = _("A notice is up for %(shortest)s to %(longest)s days.")
    status = 422


class SubjectInvalid(PointsError):
    code = "subject_invalid"
    sentence = _("A line is about one resident, one household, or one thing that is named.")
    status = 422


class NameInText(PointsError):
    code = "name_in_text"
    sentence = _("A full name stands in this text, and everybody would read it. Please leave it out.")
    status = 422


class LineElsewhere(PointsError):
    code = "line_elsewhere"
    sentence = _("This line stands on another notice.")
    status = 422


class LineTakenOff(PointsError):
    code = "line_taken_off"
    sentence = _("This line was taken off the notice.")


class AlreadyObjected(PointsError):
    code = "already_objected"
    sentence = _("You have objected to this already; the answer will stand on the notice.")


class ObjectionOpen(PointsError):
    code = "objection_open"
    sentence = _("An objection has not been answered yet.")


class ObjectionUpheld(PointsError):
    code = "objection_upheld"
    sentence = _("An objection was upheld, so this does not stand.")


class ObjectionAnswered(PointsError):
    code = "objection_answered"
    sentence = _("This objection has been answered already.")


class HadAPart(PointsError):
    code = "had_a_part"
    sentence = _("You had a part in what is on notice; somebody else answers.")
    status = 403
