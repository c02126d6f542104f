using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Carewright.Host.Serving;

/// <summary>Serves the built app. Files with a hash in their name never change; the page itself is asked for anew every time. Any address without a file is the app's own to route.</summary>
internal static class AppFiles
{
    internal static void Map(WebApplication app, DirectoryInfo folder)
    {
        var files = new PhysicalFileProvider(folder.FullName);
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".webmanifest"] = "application/manifest+json";
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, ContentTypeProvider = types, OnPrepareResponse = SetCaching });
        app.MapFallback(http => PageAsync(http, files));
    }

    private static void SetCaching(StaticFileResponseContext context) =>
        context.Context.Response.Headers.CacheControl = context.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";

    private static Task PageAsync(HttpContext http, PhysicalFileProvider files)
    {
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        }
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        return http.Response.SendFileAsync(files.GetFileInfo("index.html"), http.RequestAborted);
    }
}
