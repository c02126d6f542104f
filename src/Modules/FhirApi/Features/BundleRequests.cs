using System.Globalization;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway.Bundles;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.FhirApi.Features;

/// <summary>What one entry of a Bundle answers.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The resource; empty when there is none.</param>
/// <param name="Location">Relative address of the version written.</param>
/// <param name="ETag">Entity tag.</param>
/// <param name="LastModified">Last update.</param>
/// <param name="Outcome">OperationOutcome of what was refused, or of what is worth telling about what was written.</param>
internal readonly record struct BundleEntryAnswer(
    int Status, ReadOnlyMemory<byte> Body, string? Location = null, string? ETag = null, DateTimeOffset? LastModified = null, ReadOnlyMemory<byte> Outcome = default);

/// <summary>
/// Does one entry of a Bundle as if it had come by itself: the same table, the same actor, authorised and audited by itself. What the door can do, a batch can.
/// </summary>
internal sealed class BundleRequests(IServiceProvider services, DoorRefusals refusals)
{
    private static readonly (string Name, string Header)[] s_conditions = [("ifMatch", "If-Match"), ("ifNoneMatch", "If-None-Match"), ("ifNoneExist", "If-None-Exist")];

    internal async ValueTask<BundleEntryAnswer> RunAsync(FhirExchange exchange, BundleEntry entry)
    {
        var body = new MemoryStream();
        var http = Prepare(exchange.Http, entry, body);
        if (Fault(entry) is { } fault)
            await refusals.RefuseAsync(http, exchange.Actor, new("batch", null), 400, fault).ConfigureAwait(false);
        else
            await services.GetRequiredService<FhirRouter>().HandleAsync(http, http.Request.Path).ConfigureAwait(false);
        return Answer(http, entry, body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    private static Issue? Fault(BundleEntry entry)
    {
        var path = entry.Url.Split('?')[0].Trim('/');
        if (entry.Method is not ("GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE"))
            return Issue.Error(IssueTypes.NotSupported, "BATCH-METHOD", "An entry's method is GET, HEAD, POST, PUT, PATCH or DELETE.", $"{entry.Location}.request.method", "FHIR R4 bundle.html#bdl-3");
        if (path.Length == 0 && entry.Method == "POST")
            return Issue.Error(IssueTypes.NotSupported, "BATCH-NESTED", "A Bundle inside a Bundle is not done.", $"{entry.Location}.request.url");
        return entry.Method is "POST" or "PUT" or "PATCH" && !entry.Resource.Exists && !path.Contains('$', StringComparison.Ordinal)
            ? Issue.Error(IssueTypes.Required, "BATCH-NO-RESOURCE", "The entry writes, but holds no resource.", entry.Location)
            : null;
    }

    private static DefaultHttpContext Prepare(HttpContext outer, BundleEntry entry, Stream body)
    {
        var http = new DefaultHttpContext { RequestServices = outer.RequestServices, RequestAborted = outer.RequestAborted };
        http.Features.Set(outer.Features.Get<IActorFeature>());
        BundleEntryContext.Mark(http);
        http.Connection.RemoteIpAddress = outer.Connection.RemoteIpAddress;
        http.Response.Body = body;
        var (request, url) = (http.Request, Relative(entry.Url, BaseUrl.Of(outer.Request)));
        var question = url.IndexOf('?', StringComparison.Ordinal);
        (request.Method, request.Scheme, request.Host) = (entry.Method, outer.Request.Scheme, outer.Request.Host);
        request.Path = new PathString("/" + Uri.UnescapeDataString(question < 0 ? url : url[..question]).Trim('/'));
        request.QueryString = question < 0 ? QueryString.Empty : new QueryString(url[question..]);
        request.Headers["Prefer"] = outer.Request.Headers["Prefer"];
        foreach (var (name, header) in s_conditions)
        {
            if (entry.Condition(name) is { } value)
                request.Headers[header] = value;
        }
        if (entry.Condition("ifModifiedSince") is { } since && DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            request.Headers.IfModifiedSince = time.ToString("R", CultureInfo.InvariantCulture);
        if (entry.Resource.Exists)
            SetBody(request, entry);
        return http;
    }

    private static void SetBody(HttpRequest request, BundleEntry entry)
    {
        request.ContentType = ContentNegotiation.Json;
        ReadOnlyMemory<byte> body = entry.Resource.RawJson.ToArray();
        // A JSON Patch travels in a Binary, which is unwrapped; to the door it is as if it had come by itself.
        if (entry.Method == "PATCH" && entry.Resource.Type?.Name == "Binary" && BundlePatch.TryDecode(entry.Resource, out var data))
            (request.ContentType, body) = (entry.Resource.Child("contentType").GetString(), data);
        request.Body = new MemoryStream(body.ToArray(), writable: false);
    }

    private static string Relative(string url, string baseUrl) => url.StartsWith(baseUrl + "/", StringComparison.Ordinal) ? url[baseUrl.Length..] : url;

    private static BundleEntryAnswer Answer(HttpContext http, BundleEntry entry, ReadOnlyMemory<byte> body)
    {
        var headers = http.Response.Headers;
        var location = headers.Location.Count == 0 ? null : Relative(headers.Location.ToString(), BaseUrl.Of(http.Request)).TrimStart('/');
        var isOutcome = http.Response.StatusCode >= 400 || (entry.Method is not ("GET" or "HEAD") && Preferences.Of(http.Request).Return == ReturnPreference.OperationOutcome);
        return new(
            http.Response.StatusCode, isOutcome ? default : body, location, headers.ETag.Count == 0 ? null : headers.ETag.ToString(), BundleEntryContext.LastUpdatedOf(http), isOutcome ? body : WrittenOutcome.Of(BundleEntryContext.WarningsOf(http)));
    }
}
