namespace Carewright.Interfaces.Partners;

/// <summary>That a partner posts its messages to this server (HL7 over HTTP 1.0): <c>POST /hl7v2/{id}</c>, with its id and a password as basic credentials (RFC 7617).</summary>
internal sealed record HttpEntrance
{
    /// <summary>The password as it is set, 24 to 200 characters of printable ASCII; empty: the one before stays. It is never kept and never shown.</summary>
    public string Password { get; init => field = value ?? ""; } = "";

    /// <summary>SHA-256 of the password, as hexadecimal digits; as it is kept. What a caller says here is not looked at.</summary>
    public string PasswordHash { get; init => field = value ?? ""; } = "";

    /// <summary>Addresses and networks that it posts from; empty: from anywhere.</summary>
    public IReadOnlyList<string> Addresses { get; init => field = value ?? []; } = [];
}

/// <summary>That messages to a partner are posted (HL7 over HTTP 1.0) to its host and port, in place of MLLP.</summary>
internal sealed record HttpTarget
{
    /// <summary>Where on the host, from its first <c>/</c> on, with the query if there is one.</summary>
    public string Path { get; init => field = value ?? "/"; } = "/";

    /// <summary>User name of basic credentials (RFC 7617); empty: none are sent.</summary>
    public string UserName { get; init => field = value ?? ""; } = "";

    /// <summary>Their password; it is kept, and never shown. Empty: the one before stays, as long as it is for the same user of the same host.</summary>
    public string Password { get; init => field = value ?? ""; } = "";
}
