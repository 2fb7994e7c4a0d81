"""The addresses of the product with the style guide, which is otherwise there in DEBUG only."""

from django.urls import path

from kam import urls, views

urlpatterns = [*urls.urlpatterns, path("styleguide/", views.styleguide, name="styleguide")]
handler404 = urls.handler404
