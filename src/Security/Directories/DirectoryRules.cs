using System.Text.RegularExpressions;
using Carewright.Kernel;

namespace Carewright.Security;

/// <summary>What a directory's members may look like.</summary>
internal static partial class DirectoryRules
{
    private static readonly string[] s_ways = [DirectoryAuthentication.Basic, DirectoryAuthentication.Post, DirectoryAuthentication.PrivateKey];

    public static IEnumerable<Issue> Check(StaffDirectory directory, bool hasSecret, AccessPolicy policy)
    {
        if (!Id().IsMatch(directory.Id))
            yield return Wrong("DIRECTORY-ID", "An id is 2 to 32 lower-case letters, digits and hyphens.", "id");
        if (directory.Name.Length is 0 or > 60 || directory.Name.Any(char.IsControl) || string.IsNullOrWhiteSpace(directory.Name))
            yield return Wrong("DIRECTORY-NAME", "A name is 1 to 60 characters.", "name");
        if (!IsIssuer(directory.Issuer))
            yield return Wrong("DIRECTORY-ISSUER", "The issuer is an https address without query and fragment.", "issuer");
        if (directory.ClientId.Length is 0 or > 200 || directory.ClientId.Any(char.IsControl))
            yield return Wrong("DIRECTORY-CLIENT", "A client id is 1 to 200 characters.", "clientId");
        if (!s_ways.Contains(directory.Authentication, StringComparer.Ordinal))
            yield return Wrong("DIRECTORY-AUTHENTICATION", "This server proves itself by client_secret_basic, client_secret_post or private_key_jwt.", "authentication");
        else if (directory.Authentication != DirectoryAuthentication.PrivateKey && !hasSecret)
            yield return Wrong("DIRECTORY-SECRET", "This way of proof needs the secret that the directory gave.", "secret");
        if (!directory.Scopes.Contains("openid", StringComparer.Ordinal) || directory.Scopes.Count > 20 || !directory.Scopes.All(scope => Scope().IsMatch(scope)))
            yield return Wrong("DIRECTORY-SCOPES", "The scopes are at most twenty, openid among them.", "scopes");
        foreach (var issue in CheckMapping(directory, policy))
            yield return issue;
    }

    private static IEnumerable<Issue> CheckMapping(StaffDirectory directory, AccessPolicy policy)
    {
        if (directory.Roles.Count > 100 || directory.Roles.Any(rule => rule.Group.Length is 0 or > 300 || policy.FindRole(rule.Role) is null || rule.Role is Roles.Patient or Roles.Proxy or Roles.SystemInterface))
            yield return Wrong("DIRECTORY-ROLES", "Each of at most a hundred groups has a role of the policy that people of the clinic have.", "roles");
        if (!Claim().IsMatch(directory.GroupsClaim) || !Claim().IsMatch(directory.NameClaim))
            yield return Wrong("DIRECTORY-CLAIM", "A claim is a name of letters, digits and _ . : / -.", "nameClaim");
        if (directory.NameClaim is "email" && (directory.LinksByName || directory.MakesAccounts))
            yield return Wrong("DIRECTORY-EMAIL", "An e-mail address says nothing of who somebody is: accounts are not linked by it.", "nameClaim");
        if (directory.NameSuffix.Length > 100 || directory.TrustedFactors.Count > 20 || directory.TrustedFactors.Any(value => value.Length is 0 or > 200))
            yield return Wrong("DIRECTORY-TRUST", "At most twenty values of amr or acr are relied on.", "trustedFactors");
        if (directory.MakesAccounts && directory.Roles.Count == 0)
            yield return Wrong("DIRECTORY-MAKES", "Accounts can be made only where groups say which role they have.", "makesAccounts");
    }

    // Plain http is for hosts that the administrator has named among those that may be spoken to without TLS; the connection itself is refused otherwise.
    private static bool IsIssuer(string issuer) => issuer.Length <= 300 && Uri.TryCreate(issuer, UriKind.Absolute, out var address) && (address.Scheme is "https" or "http")
        && !issuer.Contains('?', StringComparison.Ordinal) && !issuer.Contains('#', StringComparison.Ordinal) && address.UserInfo.Length == 0;

    private static Issue Wrong(string code, string message, string member) => AccountRules.Problem(code, message, member);

    [GeneratedRegex(@"^[a-z][a-z0-9\-]{1,31}\z")]
    private static partial Regex Id();

    [GeneratedRegex(@"^[\x21\x23-\x5B\x5D-\x7E]{1,200}\z")]
    private static partial Regex Scope();

    [GeneratedRegex(@"^[A-Za-z0-9_.:/\-]{1,200}\z")]
    private static partial Regex Claim();
}
