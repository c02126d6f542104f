using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Carewright.Fhir.Json;
using Carewright.Fhir.Xml;
using Carewright.Gateway;
using Carewright.Gateway.Subscribing;
using Carewright.Storage;

namespace Carewright.Subscriptions.Notifications;

/// <summary>Writes notification Bundles and status Parameters (Subscriptions R5 Backport 1.1.0, R4 profiles). Resources are copied as the bytes that the gateway released.</summary>
internal static class NotificationWriter
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A Bundle of type history: the status first, then what the events are about.</summary>
    internal static ReadOnlyMemory<byte> Notification(SubscriptionView subscription, NotificationKind kind, IReadOnlyList<NotifiedEvent> events, string baseUrl, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>(4_096);
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            StartBundle(json, "history", BackportNames.NotificationProfile, now);
            json.WriteStartArray("entry");
            WriteStatusEntry(json, subscription, kind, events, baseUrl, null);
            // A resource that several events bring is there once in each version (FHIR R4 bundle.html#bdl-7).
            foreach (var resource in events.SelectMany(one => one.Focus is { } focus ? one.Context.Prepend(focus) : one.Context).DistinctBy(one => (one.Reference, one.VersionId)))
                WriteResourceEntry(json, resource, baseUrl);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    /// <summary>What <c>$status</c> answers: a searchset of status Parameters.</summary>
    internal static ReadOnlyMemory<byte> Statuses(IReadOnlyList<(SubscriptionView View, string? Error)> subscriptions, string baseUrl, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            StartBundle(json, "searchset", null, now);
            json.WriteNumber("total", subscriptions.Count);
            if (subscriptions.Count > 0)
            {
                json.WriteStartArray("entry");
                foreach (var (view, error) in subscriptions)
                    WriteStatusEntry(json, view, NotificationKind.QueryStatus, [], baseUrl, error, isMatch: true);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    /// <summary>The same resource as XML.</summary>
    internal static ReadOnlyMemory<byte> ToXml(ReadOnlyMemory<byte> json)
    {
        var document = ResourceDocument.Parse(json).Document ?? throw new InvalidOperationException("A notification does not parse.");
        var xml = new ArrayBufferWriter<byte>(json.Length * 2);
        FhirXml.Write(document, xml);
        return xml.WrittenMemory;
    }

    private static void StartBundle(Utf8JsonWriter json, string type, string? profile, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("resourceType", "Bundle");
        json.WriteString("id", Guid.CreateVersion7(now).ToString());
        if (profile is not null)
            WriteProfile(json, profile);
        json.WriteString("type", type);
        json.WriteString("timestamp", Instant(now));
    }

    private static void WriteStatusEntry(
        Utf8JsonWriter json, SubscriptionView subscription, NotificationKind kind, IReadOnlyList<NotifiedEvent> events, string baseUrl, string? error, bool isMatch = false)
    {
        var address = $"{baseUrl}/Subscription/{subscription.Id}/$status";
        json.WriteStartObject();
        json.WriteString("fullUrl", $"urn:uuid:{Guid.NewGuid()}");
        json.WritePropertyName("resource");
        WriteStatus(json, subscription, kind, events, baseUrl, error);
        if (isMatch)
        {
            json.WriteStartObject("search");
            json.WriteString("mode", "match");
            json.WriteEndObject();
        }
        else
            WriteExchange(json, "GET", address, "200");
        json.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter json, SubscriptionView subscription, NotificationKind kind, IReadOnlyList<NotifiedEvent> events, string baseUrl, string? error)
    {
        json.WriteStartObject();
        json.WriteString("resourceType", "Parameters");
        json.WriteString("id", Guid.NewGuid().ToString());
        WriteProfile(json, BackportNames.StatusProfile);
        json.WriteStartArray("parameter");
        WriteReference(json, "subscription", $"{baseUrl}/Subscription/{subscription.Id}");
        if (subscription.Definition.Topic is { } topic)
            WriteParameter(json, "topic", "valueCanonical", topic);
        WriteParameter(json, "status", "valueCode", subscription.Definition.Status);
        WriteParameter(json, "type", "valueCode", kind.Code());
        WriteParameter(json, "events-since-subscription-start", "valueString", Number(subscription.LastEvent));
        foreach (var one in events)
            WriteEvent(json, one, baseUrl);
        if ((error ?? subscription.Definition.Error) is { } text)
            WriteError(json, text);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEvent(Utf8JsonWriter json, NotifiedEvent one, string baseUrl)
    {
        json.WriteStartObject();
        json.WriteString("name", "notification-event");
        json.WriteStartArray("part");
        WriteParameter(json, "event-number", "valueString", Number(one.Number));
        WriteParameter(json, "timestamp", "valueInstant", Instant(one.At));
        if (one.Focus is { } focus)
            WriteReference(json, "focus", $"{baseUrl}/{focus.Reference}");
        foreach (var context in one.Context)
            WriteReference(json, "additional-context", $"{baseUrl}/{context.Reference}");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("name", "error");
        json.WriteStartObject("valueCodeableConcept");
        json.WriteString("text", text);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResourceEntry(Utf8JsonWriter json, ReleasedResource resource, string baseUrl)
    {
        json.WriteStartObject();
        json.WriteString("fullUrl", $"{baseUrl}/{resource.Reference}");
        if (!resource.Json.IsEmpty)
        {
            json.WritePropertyName("resource");
            json.WriteRawValue(resource.Json.Span, skipInputValidation: true);
        }
        var (method, url, status) = resource.Action switch
        {
            VersionAction.Create => ("POST", resource.ResourceType, "201"),
            VersionAction.Delete => ("DELETE", resource.Reference, "204"),
            _ => ("PUT", resource.Reference, "200"),
        };
        WriteExchange(json, method, url, status);
        json.WriteEndObject();
    }

    private static void WriteExchange(Utf8JsonWriter json, string method, string url, string status)
    {
        json.WriteStartObject("request");
        json.WriteString("method", method);
        json.WriteString("url", url);
        json.WriteEndObject();
        json.WriteStartObject("response");
        json.WriteString("status", status);
        json.WriteEndObject();
    }

    private static void WriteProfile(Utf8JsonWriter json, string profile)
    {
        json.WriteStartObject("meta");
        json.WriteStartArray("profile");
        json.WriteStringValue(profile);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteReference(Utf8JsonWriter json, string name, string reference)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteStartObject("valueReference");
        json.WriteString("reference", reference);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteParameter(Utf8JsonWriter json, string name, string member, string value)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString(member, value);
        json.WriteEndObject();
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
