"""What a news page is made of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("picture"))
    caption = blocks.CharBlock(label=_("caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "news/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("text"))
    source = blocks.CharBlock(label=_("who says so"), required=False, help_text=_("Only with consent."))

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "news/blocks/quote.html"


class FigureBlock(blocks.StructBlock):
    number = blocks.CharBlock(label=_("number"), max_length=12)
    label = blocks.CharBlock(label=_("what it counts"), max_length=30)


class FiguresBlock(blocks.StructBlock):
    figures = blocks.ListBlock(FigureBlock(), label=_("figures"), min_num=2, max_num=4)

    class Meta:
        icon = "order"
        label = _("Figures")
        template = "news/blocks/figures.html"


class StoryBlock(blocks.StreamBlock):
    paragraph = blocks.RichTextBlock(
        label=_("Text"), features=["bold", "italic", "link", "ul", "ol"], template="news/blocks/paragraph.html"
    )
    heading = blocks.CharBlock(label=_("Heading"), icon="title", template="news/blocks/heading.html")
    picture = PictureBlock()
    quote = QuoteBlock()
    figures = FiguresBlock()
