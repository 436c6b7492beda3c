"""The pages of the site: home, news, the shelf of honor rolls."""

from datetime import timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command
from wagtail.models import Page, Site
from wagtail.rich_text import RichText

from demo.clock import at, moment
from demo.pictures import scenes
from demo.shop import picture
from demo.stage import Stage
from home.models import HomePage, HonorIndexPage
from news.models import NewsIndexPage, NewsPage
from points.models import Store


def found_site(stage: Stage) -> None:
    """The pages that everything else hangs below, in place of Wagtail's welcome page."""
    tier, words = stage.tier, stage.words
    site = Site.objects.get(is_default_site=True)
    welcome = site.root_page
    home = HomePage(
        title=tier.name,
        slug=tier.code,
        community=stage.community,
        place=tier.place,
        slogan=tier.slogan,
        lead=tier.lead,
        search_description=tier.lead,
    )
    Page.get_first_root_node().add_child(instance=home)
    site.root_page, site.site_name = home, tier.name
    site.save()
    welcome.delete()
    news = NewsIndexPage(title=words["news"], slug="news", lead=words["news_lead"], show_in_menus=True)
    home.add_child(instance=news)
    lead = tier.json("honor_words")["index_lead"]
    home.add_child(instance=HonorIndexPage(title=words["honors"], slug="honors", lead=lead, show_in_menus=True))
    call_command("points_groups", editor_pages=home.pk, verbosity=0, stdout=StringIO())


def furnish_home(stage: Stage, store: Store) -> None:
    """What the front page shows of the plugin."""
    home = HomePage.objects.get()
    home.body = [
        ("my_points", {"heading": ""}),
        ("totals", {"heading": "", "community": stage.community, "period": "all"}),
        ("next_activities", {"heading": "", "community": stage.community, "count": 3}),
        ("shelf", {"heading": "", "store": store, "count": 6}),
    ]
    home.save()


def publish_news(stage: Stage) -> None:
    index = NewsIndexPage.objects.get()
    for story in reversed(stage.tier.json("news")):
        day = stage.today - timedelta(days=story["days_ago"])
        with at(moment(day, "00:00")):
            page = NewsPage(
                title=story["title"],
                slug=story["slug"],
                published_on=day,
                topic=story["topic"],
                lead=story["lead"],
                picture=picture(f"news-{story['picture']}", story["title"], scenes.draw(story["picture"])),
                body=[(kind, _value(kind, value[0] if len(value) == 1 else value)) for kind, *value in story["body"]],
                owner=stage.users["bianji"],
            )
            index.add_child(instance=page)
            page.save_revision(user=stage.users["bianji"]).publish(user=stage.users["bianji"])


def _value(kind: str, value: Any) -> Any:
    match kind:
        case "paragraph":
            return RichText(value)
        case "quote":
            return {"text": value[0], "source": value[1]}
        case "figures":
            return {"figures": [{"number": number, "label": label} for number, label in value]}
        case _:
            return value
