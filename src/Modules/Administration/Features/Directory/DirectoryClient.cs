using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Carewright.Security;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Carewright.Administration.Features;

/// <summary>What this server asks of directories: what they say of themselves, their keys, and tokens for codes. What they say of themselves is believed for an hour, keys for ten minutes.</summary>
internal sealed class DirectoryClient(DirectoryHttp http, DirectoryRegister directories, TimeProvider time)
{
    private const string WellKnown = "/.well-known/openid-configuration";
    private static readonly TimeSpan s_metadataLife = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_keysLife = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_leastLife = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (DirectoryMetadata Value, DateTimeOffset At)> _metadata = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Value, DateTimeOffset At)> _keys = new(StringComparer.Ordinal);

    /// <summary>What a directory says of itself. It must say that it is the issuer that was registered: else another's keys would count as its own (Discovery 1.0, section 4.3).</summary>
    public async Task<FromDirectory<DirectoryMetadata>> MetadataAsync(StaffDirectory directory, bool isFresh, CancellationToken cancellationToken)
    {
        if (!isFresh && _metadata.TryGetValue(directory.Issuer, out var kept) && time.GetUtcNow() < kept.At + s_metadataLife)
            return kept.Value;
        var found = await http.GetAsync(directory.Id, directory.Issuer.TrimEnd('/') + WellKnown, DirectoryAnswerJson.Default.DirectoryMetadata, cancellationToken);
        if (found.Value is not { } value)
            return found;
        if (value.Issuer != directory.Issuer)
            return FromDirectory<DirectoryMetadata>.Of("other-issuer");
        if (!http.IsFit(value.AuthorizationEndpoint) || !http.IsFit(value.TokenEndpoint) || !http.IsFit(value.JwksUri))
            return FromDirectory<DirectoryMetadata>.Of("endpoints");
        _metadata[directory.Issuer] = (value, time.GetUtcNow());
        return value;
    }

    /// <summary>The directory's keys that can check an algorithm, of an id if the token names one; none when there is none, or when they cannot be had.</summary>
    public async Task<IReadOnlyList<JsonWebKey>> KeysAsync(StaffDirectory directory, DirectoryMetadata metadata, string? keyId, string algorithm, CancellationToken cancellationToken)
    {
        var found = DirectoryKeys.Fitting(await JwksAsync(directory, metadata, s_keysLife, cancellationToken), keyId, algorithm);
        // A key that is not there may be new; asked for at most once a minute, since anybody can send a logout token that names none.
        return found.Count > 0 ? found : DirectoryKeys.Fitting(await JwksAsync(directory, metadata, s_leastLife, cancellationToken), keyId, algorithm);
    }

    /// <summary>Redeems a code (RFC 6749, section 4.1.3; RFC 7636, section 4.5).</summary>
    public Task<FromDirectory<DirectoryTokens>> RedeemAsync(StaffDirectory directory, DirectoryMetadata metadata, PendingSignIn pending, string code, CancellationToken cancellationToken)
    {
        var form = new List<KeyValuePair<string, string>>
        {
            new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", pending.RedirectUri), new("code_verifier", pending.Verifier), new("client_id", directory.ClientId),
        };
        var request = new HttpRequestMessage(HttpMethod.Post, metadata.TokenEndpoint);
        Prove(directory, metadata, request, form);
        request.Content = new FormUrlEncodedContent(form);
        return http.SendAsync(directory.Id, request, DirectoryAnswerJson.Default.DirectoryTokens, cancellationToken);
    }

    private void Prove(StaffDirectory directory, DirectoryMetadata metadata, HttpRequestMessage request, List<KeyValuePair<string, string>> form)
    {
        if (directory.Authentication == DirectoryAuthentication.PrivateKey)
        {
            form.Add(new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
            form.Add(new("client_assertion", Assertion(directory, metadata)));
        }
        else if (directory.Authentication == DirectoryAuthentication.Post)
            form.Add(new("client_secret", directories.SecretOf(directory.Id) ?? ""));
        else
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Encode(directory.ClientId)}:{Encode(directories.SecretOf(directory.Id) ?? "")}")));
    }

    // The issuer is the audience: a token endpoint that another server has named for itself would otherwise get an assertion that is good elsewhere (RFC 7523bis).
    private string Assertion(StaffDirectory directory, DirectoryMetadata metadata)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = directory.ClientId,
            Audience = metadata.Issuer,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(1),
            Claims = new Dictionary<string, object> { [JwtRegisteredClaimNames.Sub] = directory.ClientId, [JwtRegisteredClaimNames.Jti] = Guid.NewGuid().ToString("N") },
            SigningCredentials = new SigningCredentials(directories.SigningKeyOf(directory.Id), SecurityAlgorithms.RsaSha256),
        };
        return new JsonWebTokenHandler().CreateToken(descriptor);
    }

    private async Task<string?> JwksAsync(StaffDirectory directory, DirectoryMetadata metadata, TimeSpan age, CancellationToken cancellationToken)
    {
        if (_keys.TryGetValue(directory.Issuer, out var kept) && time.GetUtcNow() < kept.At + age)
            return kept.Value;
        if ((await http.GetAsync(directory.Id, metadata.JwksUri!, AdministrationJson.Default.JsonDocument, cancellationToken)).Value is not { } json)
            return null;
        using (json)
        {
            var text = json.RootElement.GetRawText();
            _keys[directory.Issuer] = (text, time.GetUtcNow());
            return text;
        }
    }

    // The two halves are form-encoded before they are put together (RFC 6749, section 2.3.1).
    private static string Encode(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
