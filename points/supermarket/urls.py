from django.urls import URLPattern, URLResolver, path

from points.supermarket import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("till/", views.choose_till, name="till"),
    path("till/<slug:code>/", views.till, name="till"),
    path("till/<slug:code>/today/", views.day, name="till-day"),
    path("receipts/<slug:number>/", views.receipt, name="receipt"),
    path("receipts/<slug:number>/refund/", views.refund, name="refund"),
    path("<slug:code>/", views.store, name="store"),
]
