namespace Carewright.Detection.Profiles;

/// <summary>The profiles of users and roles, and which of them have changed since they were last kept. Used by one task.</summary>
internal sealed class ProfileBook
{
    private readonly Dictionary<string, UserProfile> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Baseline> _roles = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changedUsers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changedRoles = new(StringComparer.Ordinal);

    /// <summary>The profile of a user, to read and to change.</summary>
    public UserProfile Of(string userName)
    {
        _changedUsers.Add(userName);
        return _users.TryGetValue(userName, out var profile) ? profile : _users[userName] = new UserProfile();
    }

    /// <summary>The baseline of a role, to read and to change.</summary>
    public Baseline OfRole(string role)
    {
        _changedRoles.Add(role);
        return _roles.TryGetValue(role, out var baseline) ? baseline : _roles[role] = new Baseline();
    }

    /// <summary>Puts in what was kept.</summary>
    public void Restore(string userName, UserProfile profile) => _users[userName] = profile;

    /// <summary>Puts in what was kept.</summary>
    public void RestoreRole(string role, Baseline baseline) => _roles[role] = baseline;

    /// <summary>What has changed since the last call.</summary>
    public (IReadOnlyList<KeyValuePair<string, UserProfile>> Users, IReadOnlyList<KeyValuePair<string, Baseline>> Roles) TakeChanges()
    {
        KeyValuePair<string, UserProfile>[] users = [.. _changedUsers.Select(name => new KeyValuePair<string, UserProfile>(name, _users[name]))];
        KeyValuePair<string, Baseline>[] roles = [.. _changedRoles.Select(name => new KeyValuePair<string, Baseline>(name, _roles[name]))];
        _changedUsers.Clear();
        _changedRoles.Clear();
        return (users, roles);
    }
}
