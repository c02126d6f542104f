using System.Globalization;
using System.Text;
using Carewright.Fhir.Search;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Gateway.Bundles;
using Carewright.Gateway.Reading;
using Carewright.Kernel;
using Carewright.Storage;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Features;

/// <summary>history of an instance, of a type and of everything (FHIR R4 http.html#history).</summary>
internal sealed class Histories(RecordGateway gateway, DoorRefusals refusals)
{
    internal async Task RunAsync(FhirExchange exchange)
    {
        if (!HistoryQuery.TryRead(exchange.Http.Request, out var query, out var fault))
        {
            await refusals.RefuseAsync(exchange, "history", 400, fault).ConfigureAwait(false);
            return;
        }
        var address = exchange.Address;
        var answer = address.Id is { } id
            ? await gateway.HistoryAsync(exchange.Actor, exchange.Type, id, query.Window, query.Before, query.Count, exchange.Aborted).ConfigureAwait(false)
            : await gateway.HistoryAsync(exchange.Actor, address.Type, query.Window, query.Before, query.Count, exchange.Aborted).ConfigureAwait(false);
        await (answer.IsRefused
            ? OutcomeResponse.WriteAsync(exchange.Http, answer.Refusal)
            : BodyResponse.WriteAsync(exchange.Http, 200, Bundle(exchange, query, answer.Value))).ConfigureAwait(false);
    }

    private static ReadOnlyMemory<byte> Bundle(FhirExchange exchange, HistoryQuery query, ReleasedHistory history)
    {
        var baseUrl = BaseUrl.Of(exchange.Http.Request);
        var self = string.Join('/', new[] { baseUrl, exchange.Address.Type, exchange.Address.Id, "_history" }.OfType<string>());
        var writer = new BundleWriter("history", history.Versions.Sum(version => version.Json.Length + 400));
        writer.Link("self", self + query.Text(query.Before));
        if (history.NextBefore is { } next)
            writer.Link("next", self + query.Text(next));
        foreach (var version in history.Versions)
        {
            writer.StartEntry(baseUrl, version.Reference, version.Json.Span);
            var (method, url, status) = version.Action switch
            {
                VersionAction.Create => ("POST", version.ResourceType, "201"),
                VersionAction.Update => ("PUT", version.Reference, "200"),
                _ => ("DELETE", version.Reference, "204"),
            };
            writer.Request(method, url);
            writer.Response(true, status, null, EntityTag.Of(version.VersionId), version.LastUpdated, default);
            writer.EndEntry();
        }
        return writer.Finish();
    }
}

/// <summary>The parameters of a history request (FHIR R4 http.html#history).</summary>
internal readonly record struct HistoryQuery(int Count, long? Before, HistoryWindow Window, string? Since, string? At)
{
    private const int DefaultCount = 50;

    internal static bool TryRead(HttpRequest request, out HistoryQuery query, out Issue fault)
    {
        query = new HistoryQuery(DefaultCount, null, default, null, null);
        fault = null!;
        foreach (var (name, value) in FhirQuery.Of(request))
        {
            var isNumber = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            // A '+' of a time zone that stands unescaped in an address arrives as a space.
            var time = value.Replace(' ', '+');
            switch (name)
            {
                case "_count" when isNumber && number > 0:
                    query = query with { Count = (int)Math.Min(number, 999) };
                    break;
                case "_before" when isNumber:
                    query = query with { Before = number };
                    break;
                case "_since" when TryTime(time, out var low, out _):
                    query = query with { Since = time, Window = query.Window with { Since = low } };
                    break;
                case "_at" when TryTime(time, out var from, out var to):
                    query = query with { At = time, Window = query.Window with { AtFrom = from, AtTo = to } };
                    break;
                case "_format" or "_pretty":
                    break;
                default:
                    fault = Issue.Error(IssueTypes.NotSupported, "REST-HISTORY-PARAMETER", $"'{name}={value}' is not a parameter of history here; _count, _since and _at are.", name, "FHIR R4 http.html#history");
                    return false;
            }
        }
        return true;
    }

    internal string Text(long? before)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"?_count={Count}"));
        if (Since is not null)
            text.Append("&_since=").Append(Uri.EscapeDataString(Since));
        if (At is not null)
            text.Append("&_at=").Append(Uri.EscapeDataString(At));
        if (before is { } place)
            text.Append(CultureInfo.InvariantCulture, $"&_before={place}");
        return text.ToString();
    }

    private static bool TryTime(string text, out DateTimeOffset low, out DateTimeOffset high)
    {
        (low, high) = (default, default);
        if (!DateBounds.TryParse(Encoding.UTF8.GetBytes(text), out var bounds))
            return false;
        (low, high) = (DateTimeOffset.UnixEpoch.AddMicroseconds(bounds.Low), DateTimeOffset.UnixEpoch.AddMicroseconds(bounds.High));
        return true;
    }
}
