"""Refusals of backups and of what is restored from them. Each is read by somebody whose site is down."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class ProgramMissing(PointsError):
    code = "program_missing"
    sentence = _(
        "The program %(program)s is not there. Install PostgreSQL's client programs of version %(wanted)s or newer, or "
        "put their folder first in PATH."
    )


class ProgramTooOld(PointsError):
    code = "program_too_old"
    sentence = _(
        "%(program)s has version %(found)s, but %(wanted)s or newer is needed. Put the folder of the newer one first "
        "in PATH."
    )


class BackupUnwritable(PointsError):
    code = "backup_unwritable"
    sentence = _("The backup cannot be written to %(path)s: %(reason)s")


class BackupFailed(PointsError):
    code = "backup_failed"
    sentence = _("The database could not be copied, and there is no backup: %(reason)s")


class ArchiveUnreadable(PointsError):
    code = "archive_unreadable"
    sentence = _("%(path)s cannot be read as a backup: %(reason)s")


class ArchiveDamaged(PointsError):
    code = "archive_damaged"
    sentence = _("The backup is damaged: %(part)s is not what was written into it. Nothing was restored.")


class ArchiveForeign(PointsError):
    code = "archive_foreign"
    sentence = _("The backup is of a database on %(theirs)s and cannot be restored into one on %(ours)s.")


class ArchiveNewer(PointsError):
    code = "archive_newer"
    sentence = _(
        "The backup is of a newer release: this one does not know the migration %(migration)s. Install that release "
        "and restore again."
    )


class DatabaseNotEmpty(PointsError):
    code = "database_not_empty"
    sentence = _(
        "The database is not empty: it has %(tables)s tables and %(transfers)s transfers. Restore into an empty one, "
        "or say --replace: what is there now is then backed up first."
    )


class DatabaseInUse(PointsError):
    code = "database_in_use"
    sentence = _("Others are using the database (%(who)s). Stop the site and its jobs, then restore again.")


class FilesDiffer(PointsError):
    code = "files_differ"
    sentence = _(
        "%(count)s files are there already with another content, such as %(name)s. Move the folder away, or say "
        "--replace."
    )


class RestoreFailed(PointsError):
    code = "restore_failed"
    sentence = _("The database is as it was before; it could not be restored: %(reason)s")
