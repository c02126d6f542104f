using System.Net;
using Carewright.Kernel;

namespace Carewright.Interfaces.Partners;

/// <summary>What may be said of HL7 over HTTP.</summary>
internal static class HttpRules
{
    private const int MostOfPath = 500;

    /// <summary>Everything that is wrong with how a partner posts to this server.</summary>
    internal static IEnumerable<Issue> Check(Partner partner, HttpEntrance entrance)
    {
        if (partner.Analyser is not null)
            yield return Wrong("ANALYSER-HTTP", "Instruments do not post their messages.", "http");
        // A digest that is quick to make is safe for what is long and drawn alone.
        if (entrance.Password.Length > 0 ? entrance.Password.Length is < 24 or > 200 || !entrance.Password.All(IsPlain) : entrance.PasswordHash.Length == 0)
            yield return Wrong("PARTNER-PASSWORD", "The password that the partner shows has 24 to 200 characters of ASCII; have it drawn.", "http.password");
        if (entrance.Addresses.Any(address => !IPNetwork.TryParse(address, out _) && !IPAddress.TryParse(address, out _)))
            yield return Wrong("PARTNER-ADDRESS", "It is an address or a network, such as 192.0.2.0/24.", "http.addresses");
    }

    /// <summary>Everything that is wrong with how messages are posted to a partner.</summary>
    internal static IEnumerable<Issue> Check(PartnerTarget target, HttpTarget http)
    {
        if (http.Path is not ['/', ..] || http.Path.Length > MostOfPath || !http.Path.All(letter => IsPlain(letter) && letter is not (' ' or '#' or '\\')) || http.Path.StartsWith("//", StringComparison.Ordinal))
            yield return Wrong("PARTNER-HTTP-PATH", "A path begins with / and has at most 500 characters, without spaces.", "send.http.path");
        if (http.UserName.Length > 100 || !http.UserName.All(letter => IsPlain(letter) && letter != ':'))
            yield return Wrong("PARTNER-HTTP-USER", "A user name has at most 100 characters of ASCII, without a colon.", "send.http.userName");
        if (http.UserName.Length > 0 != http.Password.Length > 0 || http.Password.Length > 200 || !http.Password.All(IsPlain))
            yield return Wrong("PARTNER-PASSWORD", "A user name needs a password, 200 characters of ASCII at most; say it again when the user or the host is another.", "send.http.password");
        if (!target.IsSecure && !IsLoopback(target.Host))
            yield return Wrong("PARTNER-HTTP-TLS", "Messages are posted over TLS, but for this very machine.", "send.isSecure");
    }

    /// <summary>Whether a host is this machine, whatever names mean elsewhere.</summary>
    internal static bool IsLoopback(string host) => IPAddress.TryParse(host, out var address) ? IPAddress.IsLoopback(address) : string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase);

    private static bool IsPlain(char letter) => letter is >= ' ' and < (char)0x7F;

    private static Issue Wrong(string code, string message, string location) => Issue.Error(IssueTypes.Value, code, message, location);
}
