"""Growth has no pages of its own yet: its objectives are shown on the client's Growth tab."""

app_name = "growth"
urlpatterns: list[object] = []
