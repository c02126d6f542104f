using Carewright.Security;

namespace Carewright.Host.Consoles;

/// <summary>The actor of the command line: whoever holds the machine, the files and the passphrase.</summary>
internal static class ConsoleActor
{
    internal static Actor Instance { get; } = new(
        "console", "Command line", Roles.SystemInterface, null, null, null, "cli", "local", "HSYSADMIN", null);

    /// <summary>The same person taking records out: the role whose work that is by policy.</summary>
    internal static Actor RecordsOfficer { get; } = Instance with { Role = Roles.ComplianceOfficer, Purpose = "PATRQT" };
}
