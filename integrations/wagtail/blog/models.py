"""Posts with every kind of field in which words can stand, and a notice, which is a snippet that can be a draft."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel, PublishingPanel
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    Page,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.snippets.models import register_snippet

from postlint.cms.wagtail.panels import PostlintPanel


class Quote(blocks.StructBlock):
    """Somebody's words, and whose."""

    words = blocks.TextBlock()
    who = blocks.CharBlock(required=False)
    age = blocks.IntegerBlock(required=False)

    class Meta:  # noqa: D106
        template = "blog/quote.html"


class Body(blocks.StreamBlock):
    """What a post is made of."""

    heading = blocks.CharBlock()
    paragraph = blocks.RichTextBlock()
    quote = Quote()
    picture = ImageBlock()
    plain_picture = ImageChooserBlock()
    points = blocks.ListBlock(blocks.CharBlock())
    pair = blocks.StreamBlock([("left", blocks.CharBlock()), ("right", blocks.RichTextBlock())])
    video = EmbedBlock()
    link = blocks.URLBlock()
    table = TableBlock()
    typed_table = TypedTableBlock([("text", blocks.CharBlock()), ("rich", blocks.RichTextBlock())])
    html = blocks.RawHTMLBlock()


class HomePage(Page):
    """The front page, and the parent of the blog."""

    subpage_types = ("blog.BlogPage",)


class BlogTag(TaggedItemBase):
    """A tag of a post."""

    content_object = ParentalKey("blog.BlogPage", related_name="tagged_items", on_delete=models.CASCADE)


class BlogPage(Page):
    """A post."""

    date = models.DateField(null=True, blank=True)
    intro = models.CharField(max_length=250, blank=True)
    lead = RichTextField(blank=True)
    body = StreamField(Body(), blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    caption = models.CharField(max_length=250, blank=True)
    further = models.URLField(blank=True)
    tags = ClusterTaggableManager(through=BlogTag, blank=True)

    content_panels = (
        *Page.content_panels,
        PostlintPanel(),
        FieldPanel("intro"),
        FieldPanel("lead"),
        FieldPanel("body"),
        FieldPanel("picture"),
        FieldPanel("caption"),
        FieldPanel("further"),
        InlinePanel("notes", label="Notes"),
        FieldPanel("tags"),
        FieldPanel("date"),
    )
    parent_page_types = ("blog.HomePage", "blog.BlogPage")
    subpage_types = ("blog.BlogPage",)


class BlogNote(Orderable):
    """A note at the end of a post."""

    page = ParentalKey(BlogPage, related_name="notes", on_delete=models.CASCADE)
    words = models.CharField(max_length=250)


@register_snippet
class Notice(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model):
    """A line on every page of the site."""

    name = models.CharField(max_length=80)
    words = RichTextField()
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="notice")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState", content_type_field="base_content_type", object_id_field="object_id",
        related_query_name="notice", for_concrete_model=False,
    )  # fmt: skip

    panels = (FieldPanel("name"), FieldPanel("words"), PostlintPanel(), PublishingPanel())

    @property
    def revisions(self):
        """As Wagtail wants it where revisions are deleted with what they are of."""
        return self._revisions

    def __str__(self):
        return self.name
