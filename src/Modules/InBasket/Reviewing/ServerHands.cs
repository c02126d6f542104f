using Carewright.Security;

namespace Carewright.InBasket.Reviewing;

/// <summary>
/// The server's own hands in the record: one that belongs to no department, and one in each department that has staff. The policy keeps some rows for a department, and a result that only a department may see still needs somebody who
/// reviews it.
/// </summary>
internal sealed class ServerHands(AccountRegister accounts)
{
    /// <summary>The hand that belongs to no department, as the log names it.</summary>
    internal static Actor Plain { get; } = new("carewright", "Carewright", Roles.SystemInterface, null, null, null, "in-basket", "local", "HOPERAT", null);

    /// <summary>All of them, the plain one first.</summary>
    internal IEnumerable<Actor> All =>
        accounts.All.Select(account => account.Department).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(department => Plain with { Department = department }).Prepend(Plain);
}
