from django.http import HttpResponse
def urls(): return []
def documentation(request): return HttpResponse("")
