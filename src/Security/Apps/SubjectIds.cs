using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Carewright.Storage;

namespace Carewright.Security;

/// <summary>What an app calls a user (<c>sub</c>, OpenID Connect Core 1.0 section 8.1): always the same for one app, and another for each, so that two apps cannot put their users together.</summary>
public sealed class SubjectIds
{
    private const string Kind = "subject-key";
    private readonly byte[] _key;

    private SubjectIds(byte[] key) => _key = key;

    /// <summary>Opens a store's; makes and keeps the key when there is none.</summary>
    public static async Task<SubjectIds> OpenAsync(IPrivateTable table, CancellationToken cancellationToken)
    {
        if (table.Get(Kind, "-") is { } kept)
            return new SubjectIds(kept);
        var key = RandomNumberGenerator.GetBytes(32);
        await table.PutAsync(Kind, "-", key, cancellationToken);
        return new SubjectIds(key);
    }

    /// <summary>The user's id for the app: 22 characters of base64url.</summary>
    public string Of(string userName, string clientId) => Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{clientId}\n{userName}")).AsSpan(0, 16));
}
