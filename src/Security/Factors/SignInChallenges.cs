using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Carewright.Security;

/// <summary>A sign-in that has come half-way: only in memory, for one account and one address, for one purpose.</summary>
internal sealed class SignInChallenge
{
    public required string? UserName { get; init; }

    public required string? Stamp { get; init; }

    public required string Address { get; init; }

    public required IReadOnlyList<string> Kinds { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>What the first step was, for the session that comes of it.</summary>
    public IReadOnlyList<string> FirstMethods { get; init; } = [AuthenticationMethods.Password];

    /// <summary>The directory that the first step was made at, or null.</summary>
    public DirectorySession? Directory { get; init; }

    public int TriesLeft { get; set; } = SignInChallenges.Tries;

    /// <summary>What the passkey must sign; null until a passkey is asked for.</summary>
    public string? PasskeyState;
}

/// <summary>
/// Sign-ins between their steps. A challenge's name is 256 random bits, of which only the hash is kept; it ends after five minutes, after five wrong tries, with a restart, and when the
/// account changes. Of many at once the oldest give way. Safe to call from many threads.
/// </summary>
public sealed class SignInChallenges(TimeProvider time)
{
    /// <summary>Wrong proofs that end a challenge.</summary>
    public const int Tries = 5;

    private const int Capacity = 10_000;
    private const int SecretBytes = 32;
    private readonly Dictionary<string, LinkedListNode<(string Key, SignInChallenge Challenge)>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, SignInChallenge Challenge)> _byAge = new();
    private readonly Lock _lock = new();

    /// <summary>How long a challenge lasts.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(5);

    internal (string Secret, SignInChallenge Challenge) Begin(Account? account, string address, IReadOnlyList<string> kinds, DirectorySession? directory = null)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var challenge = new SignInChallenge
        {
            UserName = account?.UserName,
            Stamp = account?.Stamp,
            Address = address,
            Kinds = kinds,
            EndsAt = time.GetUtcNow() + Lifetime,
            Directory = directory,
            FirstMethods = [directory is null ? AuthenticationMethods.Password : AuthenticationMethods.Directory],
        };
        lock (_lock)
        {
            Trim();
            var key = KeyOf(secret);
            _entries[key] = _byAge.AddLast((key, challenge));
        }
        return (secret, challenge);
    }

    internal SignInChallenge? Find(string secret, string address)
    {
        lock (_lock)
            return _entries.TryGetValue(KeyOf(secret), out var node) && node.Value.Challenge is var challenge && challenge.Address == address && challenge.EndsAt > time.GetUtcNow() ? challenge : null;
    }

    /// <summary>Takes it away; false when somebody else has already.</summary>
    internal bool End(string secret)
    {
        lock (_lock)
        {
            if (!_entries.Remove(KeyOf(secret), out var node))
                return false;
            _byAge.Remove(node);
            return true;
        }
    }

    private static string KeyOf(string secret) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private void Trim()
    {
        var now = time.GetUtcNow();
        while (_byAge.First is { } oldest && (_entries.Count >= Capacity || oldest.Value.Challenge.EndsAt <= now))
        {
            _entries.Remove(oldest.Value.Key);
            _byAge.RemoveFirst();
        }
    }
}
