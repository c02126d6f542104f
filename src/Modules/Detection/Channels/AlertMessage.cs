using System.Globalization;
using System.Text;
using System.Text.Json;
using Carewright.Detection.Alerts;

namespace Carewright.Detection.Channels;

/// <summary>
/// An alert as it leaves the clinic's machine: what, how bad, when, how often, and where to look. No patient, no query, no record: those are read in the app, by who may.
/// </summary>
internal static class AlertMessage
{
    /// <summary>As JSON, for webhook and syslog.</summary>
    public static byte[] ToJson(Alert alert, string tenant)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("tenant", tenant);
            json.WriteString("id", alert.Id);
            json.WriteString("rule", alert.Rule);
            json.WriteString("title", alert.Title);
            json.WriteString("severity", alert.Severity);
            json.WriteString("by", alert.By);
            json.WriteString("subject", alert.Subject);
            json.WriteString("firstAt", Time(alert.FirstAt));
            json.WriteString("lastAt", Time(alert.LastAt));
            json.WriteNumber("count", alert.Count);
            json.WriteNumber("patients", alert.Patients.Count);
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    /// <summary>As an e-mail (RFC 5322), in UTF-8.</summary>
    public static string ToMail(Alert alert, string tenant, MailSettings mail, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"From: <{mail.From}>\r\n");
        text.Append(CultureInfo.InvariantCulture, $"To: {string.Join(", ", mail.To.Select(to => $"<{to}>"))}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Date: {now.UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} +0000\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Message-ID: <{alert.Id}@carewright>\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Subject: =?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes($"[{alert.Severity}] {alert.Title}"))}?=\r\n");
        text.Append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n");
        text.Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(Words(alert, tenant)), Base64FormattingOptions.InsertLineBreaks));
        return text.ToString();
    }

    private static string Words(Alert alert, string tenant) => string.Create(
        CultureInfo.InvariantCulture,
        $"{alert.Title}\n\nSeverity: {alert.Severity}\n{(alert.By == "all" ? "" : $"{alert.By}: {alert.Subject}\n")}From {alert.FirstAt:yyyy-MM-dd HH:mm} to {alert.LastAt:yyyy-MM-dd HH:mm} UTC, {alert.Count} events.\n\nSign in to {tenant} and open Alerts to see the evidence.\n");

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
