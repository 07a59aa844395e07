(function () {
  var link = document.getElementById("login"), fragment = encodeURIComponent(location.hash.slice(1));
  if (fragment && fragment.length <= 1024)
    document.cookie = link.getAttribute("data-cookie") + "=" + fragment + link.getAttribute("data-attributes");
  location.replace(link.href);
})();
