using System.Security.Cryptography;
using System.Text;

namespace Carewright.Interfaces.Partners;

/// <summary>What of a partner's settings nobody is shown. Passwords that the partner shows are kept as digests: they are long and drawn, as apps' secrets are.</summary>
internal static class PartnerSecrets
{
    /// <summary>A partner as it may be shown.</summary>
    internal static Partner WithoutSecrets(this Partner partner) => partner with
    {
        Http = partner.Http is { } entrance ? entrance with { Password = "", PasswordHash = "" } : null,
        Send = partner.Send is { Http: { } target } send ? send with { Http = target with { Password = "" } } : partner.Send,
    };

    /// <summary>A partner with the secrets that it had before, where it names none.</summary>
    internal static Partner Completed(this Partner partner, Partner? before) => partner with
    {
        Http = partner.Http is { } entrance ? entrance with { PasswordHash = entrance.Password.Length > 0 ? "" : before?.Http?.PasswordHash ?? "" } : null,
        Send = partner.Send is { Http: { Password: "" } target } send && before?.Send is { } old && IsSameUser(send, old) ? send with { Http = target with { Password = old.Http!.Password } } : partner.Send,
    };

    /// <summary>A partner as it is kept.</summary>
    internal static Partner Sealed(this Partner partner) =>
        partner.Http is { Password.Length: > 0 } entrance ? partner with { Http = entrance with { Password = "", PasswordHash = HashOf(entrance.Password) } } : partner;

    /// <summary>Whether it is the password that a partner shows.</summary>
    internal static bool IsPasswordOf(HttpEntrance entrance, string password) =>
        entrance.PasswordHash.Length > 0 && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(entrance.PasswordHash), Encoding.ASCII.GetBytes(HashOf(password)));

    // Else whoever changes the host would have the password sent to a machine of their own.
    private static bool IsSameUser(PartnerTarget one, PartnerTarget other) =>
        other.Http is { } http && one.Http!.UserName == http.UserName && one.Port == other.Port && one.IsSecure == other.IsSecure && string.Equals(one.Host, other.Host, StringComparison.OrdinalIgnoreCase);

    private static string HashOf(string password) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(password)));
}
