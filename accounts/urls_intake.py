from django.urls import path

from accounts.views import intake

urlpatterns = [
    path("import/", intake.imports, name="imports"),
    path("import/new/", intake.new_import, name="new-import"),
    path("import/<int:pk>/", intake.show_import, name="show-import"),
    path("import/<int:pk>/columns/", intake.map_import, name="map-import"),
    path("import/<int:pk>/run/", intake.run_import, name="run-import"),
    path("import/<int:pk>/undo/", intake.undo_import, name="undo-import"),
    path("import/<int:pk>/failed/", intake.download_failed, name="failed-rows"),
]
