from django.urls import path

from accounts import portal_documents
from accounts.views import document as documents
from accounts.views import quality

urlpatterns = [
    path("documents/", documents.documents, name="documents"),
    path("documents/<int:pk>/", documents.show_document, name="show-document"),
    path("documents/<int:pk>/edit/", documents.change_document, name="change-document"),
    path("documents/<int:pk>/version/", documents.add_version, name="add-version"),
    path("documents/<int:pk>/renew/", documents.renew_document, name="renew-document"),
    path("documents/<int:pk>/remove/", documents.remove_document, name="remove-document"),
    path("document-versions/<int:pk>/", documents.download_document, name="download-document"),
    path("clients/<int:pk>/documents/new/", documents.create_document, name="create-document"),
    path("data-quality/", quality.data_quality, name="data-quality"),
    path("data-quality/<slug:check>/<int:pk>/", quality.fix, name="fix-quality"),
    path("p/<str:token>/documents/<int:pk>/", portal_documents.download, name="portal-document"),
]
