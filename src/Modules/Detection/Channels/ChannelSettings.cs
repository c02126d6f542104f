using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Audit;
using Carewright.Gateway.Outbound;
using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Detection.Channels;

/// <summary>Where alerts are sent to, besides the app.</summary>
internal sealed record ChannelSettings
{
    /// <summary>Alerts below this severity stay in the app.</summary>
    public string LeastSeverity { get; set; } = "medium";

    /// <summary>E-mail, or null.</summary>
    public MailSettings? Mail { get; init; }

    /// <summary>A webhook, or null.</summary>
    public HookSettings? Webhook { get; init; }

    /// <summary>A syslog collector over TLS, or null.</summary>
    public SyslogTarget? Syslog { get; init; }

    /// <summary>Without secrets, for showing.</summary>
    public ChannelSettings WithoutSecrets() => this with { Mail = Mail is null ? null : Mail with { Password = "" }, Webhook = Webhook is null ? null : Webhook with { Secret = "" } };

    /// <summary>With the secrets of what there was, where none is given.</summary>
    public ChannelSettings Completed(ChannelSettings before) => this with
    {
        Mail = Mail is { Password: "" or null } ? Mail with { Password = before.Mail?.Password ?? "" } : Mail,
        Webhook = Webhook is { Secret.Length: 0 } ? Webhook with { Secret = before.Webhook?.Secret ?? "" } : Webhook,
    };

    /// <summary>What is wrong with them; empty when they can be used.</summary>
    public IReadOnlyList<Issue> Check(EndpointRules rules)
    {
        var issues = new List<Issue>();
        if (!Severity.IsKnown(LeastSeverity))
            issues.Add(Wrong("leastSeverity", "Must be low, medium, high or critical."));
        if (Mail is { } mail && (mail.Host.Length == 0 || mail.Port is < 1 or > 65535 || !IsAddress(mail.From) || mail.To.Count is 0 or > 20 || !mail.To.All(IsAddress)))
            issues.Add(Wrong("mail", "A host, a port, a sender and 1 to 20 recipients are needed."));
        if (Webhook is { } hook && !IsEndpoint(hook, rules))
            issues.Add(Wrong("webhook", "An https address outside of the clinic's network is needed (the administrator may allow others), and a secret of 16 characters at least."));
        if (Syslog is { } syslog && (syslog.Host.Length == 0 || syslog.Port is < 1 or > 65535))
            issues.Add(Wrong("syslog", "A host and a port are needed."));
        return issues;
    }

    // A line end in an address would begin a header of its own.
    private static bool IsAddress(string text) => text.Length is > 2 and < 255 && text.Count(character => character == '@') == 1 && !text.Any(character => char.IsControl(character) || character is ' ' or '<' or '>' or ',' or ';');

    private static bool IsEndpoint(HookSettings hook, EndpointRules rules) =>
        hook.Secret.Length >= 16 && Uri.TryCreate(hook.Endpoint, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && uri.Scheme is "http" or "https"
        && (rules.IsAllowed(uri) || (uri.Scheme == "https" && !uri.IsLoopback && uri.Host.Contains('.', StringComparison.Ordinal)));

    private static Issue Wrong(string place, string message) => Issue.Error(IssueTypes.Value, "DETECT-CHANNEL", message, place);
}

/// <summary>An SMTP server (RFC 5321), always over TLS.</summary>
/// <param name="Host">Its name, as its certificate says it.</param>
/// <param name="Port">465 for TLS from the start (RFC 8314); any other: STARTTLS (RFC 3207), without which nothing is sent.</param>
/// <param name="From">Sender.</param>
/// <param name="To">Recipients.</param>
/// <param name="UserName">For AUTH PLAIN (RFC 4616), or null.</param>
/// <param name="Password">Its password; it never comes out.</param>
/// <param name="Fingerprint">SHA-256 of the server's certificate, for one that no authority of this machine vouches for; null: the authorities decide.</param>
internal sealed record MailSettings(string Host, int Port, string From, IReadOnlyList<string> To, string? UserName = null, string? Password = null, string? Fingerprint = null);

/// <summary>A webhook.</summary>
/// <param name="Endpoint">Where alerts are posted.</param>
/// <param name="Secret">Key of the signature; it never comes out.</param>
internal sealed record HookSettings(string Endpoint, string Secret);

/// <summary>How bad.</summary>
internal static class Severity
{
    private static readonly string[] s_order = ["low", "medium", "high", "critical"];

    public static bool IsKnown(string severity) => s_order.Contains(severity, StringComparer.Ordinal);

    /// <summary>Whether one is at least as bad as another.</summary>
    public static bool IsAtLeast(string severity, string least) => Array.IndexOf(s_order, severity) >= Array.IndexOf(s_order, least);

    /// <summary>Syslog's severity (RFC 5424 section 6.2.1).</summary>
    public static int ToSyslog(string severity) => severity switch { "critical" => 2, "high" => 3, "medium" => 4, _ => 5 };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ChannelSettings))]
internal sealed partial class ChannelJson : JsonSerializerContext;

/// <summary>The channels of a store, kept in the private table.</summary>
internal sealed class ChannelRegister(IPrivateTable table)
{
    private const string Kind = "detection-channels";

    public ChannelSettings Current => table.Get(Kind, "all") is { } json ? JsonSerializer.Deserialize(json, ChannelJson.Default.ChannelSettings)! : new ChannelSettings();

    public Task PutAsync(ChannelSettings settings, CancellationToken cancellationToken) =>
        table.PutAsync(Kind, "all", JsonSerializer.SerializeToUtf8Bytes(settings, ChannelJson.Default.ChannelSettings), cancellationToken);
}
