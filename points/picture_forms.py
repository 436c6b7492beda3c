"""The form with which a site takes pictures that keep nothing but their pixels.

A host that wants this for its whole library of images writes into its settings:

    WAGTAILIMAGES_IMAGE_FORM_BASE = "points.picture_forms.PictureForm"

Wagtail uses it wherever an image comes in: the page of images, many at once, the chooser.
"""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from points import pictures
from points.errors import PointsError


class PictureField(WagtailImageField):
    """Draws the picture anew before Wagtail looks at it, which half a JPEG would break."""

    def to_python(self, data: Any) -> Any:
        if data in self.empty_values:
            return super().to_python(data)
        try:
            drawn = pictures.draw_anew(data.read(pictures.LARGEST_FILE + 1))
        except PointsError as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal
        return super().to_python(drawn.file())


class PictureForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            # Wagtail makes the field itself, and leaves it out where only the words of an image are edited.
            usual = self.fields["file"]
            self.fields["file"] = PictureField(label=usual.label, required=usual.required, widget=usual.widget)
