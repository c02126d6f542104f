namespace Carewright.Host.Serving.Transport;

/// <summary>
/// Answers the plain HTTP listener, which is there only to lead people who typed an address to the encrypted one. Nothing else is served in clear: a request that is not GET or HEAD has sent its content
/// already and is refused, so that whoever configured a program to do so notices.
/// </summary>
internal static class PlainRedirect
{
    /// <param name="http">The request.</param>
    /// <param name="next">The doors.</param>
    /// <param name="port">Port of the encrypted listener, known once it listens.</param>
    internal static Task InvokeAsync(HttpContext http, RequestDelegate next, Func<int> port)
    {
        if (http.Request.IsHttps || http.Connection.RemoteIpAddress is null)
            return next(http);
        var response = http.Response;
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            response.StatusCode = StatusCodes.Status403Forbidden;
            return response.WriteAsync("Use https.", http.RequestAborted);
        }
        var host = Uri.CheckHostName(http.Request.Host.Host) == UriHostNameType.Unknown ? "localhost" : http.Request.Host.Host;
        response.StatusCode = StatusCodes.Status308PermanentRedirect;
        response.Headers.Location = new UriBuilder("https", host, port(), http.Request.Path.ToUriComponent(), http.Request.QueryString.ToUriComponent()).Uri.AbsoluteUri;
        return Task.CompletedTask;
    }
}
