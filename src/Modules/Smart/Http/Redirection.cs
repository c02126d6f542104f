using Microsoft.AspNetCore.Http;

namespace Carewright.Smart.Http;

/// <summary>Sends the browser on. 303: whatever the request was, a form's content does not go along (RFC 9700 section 4.12).</summary>
internal sealed class Redirection : IResult
{
    private readonly string _address;

    private Redirection(string address) => _address = address;

    public static IResult To(string address) => new Redirection(address);

    /// <summary>A registered address with the answer in its query; what the query had stays (RFC 6749 section 4.1.2). The issuer lets an app that talks to several servers tell them apart (RFC 9207).</summary>
    public static string With(string address, params (string Name, string? Value)[] values)
    {
        var query = string.Join('&', values.Where(pair => pair.Value is not null).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value!)}"));
        return $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}";
    }

    public static string WithError(string address, string error, string? state, string issuer) => With(address, ("error", error), ("state", state), ("iss", issuer));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = _address;
        return Task.CompletedTask;
    }
}
