using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Carewright.Security;

/// <summary>
/// Hashes and checks passwords with ASP.NET Core Identity's hasher: PBKDF2, HMAC-SHA512, a random salt of its own per hash, its parameters in the hash. Safe to call from many threads.
/// </summary>
public sealed class Passwords
{
    /// <summary>PBKDF2 iterations: 210,000 is what OWASP asks of HMAC-SHA512 as of 2026.</summary>
    public const int DefaultIterations = 210_000;

    private readonly PasswordHasher<Account> _hasher;
    private readonly Lazy<string> _decoy;

    /// <summary>A hasher.</summary>
    /// <param name="iterations">PBKDF2 iterations; tests may ask for few.</param>
    public Passwords(int iterations = DefaultIterations)
    {
        Iterations = iterations;
        _hasher = new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { CompatibilityMode = PasswordHasherCompatibilityMode.IdentityV3, IterationCount = iterations }));
        _decoy = new Lazy<string>(() => Hash(Guid.NewGuid().ToString()));
    }

    /// <summary>PBKDF2 iterations of what is hashed anew.</summary>
    public int Iterations { get; }

    /// <summary>The hash to keep.</summary>
    public string Hash(string password) => _hasher.HashPassword(null!, password);

    /// <summary>Whether the password is the account's. Takes as long when there is no account or no password as when there is one.</summary>
    /// <param name="hash">The kept hash, or null.</param>
    /// <param name="password">As typed.</param>
    /// <param name="needsRehash">True when the hash was made with fewer iterations than now asked for.</param>
    public bool Verify(string? hash, string password, out bool needsRehash)
    {
        var result = _hasher.VerifyHashedPassword(null!, hash ?? _decoy.Value, password);
        needsRehash = result == PasswordVerificationResult.SuccessRehashNeeded;
        return hash is not null && result != PasswordVerificationResult.Failed;
    }
}
