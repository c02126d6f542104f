using Carewright.Testing.Fakes;

namespace Carewright.Security.Tests;

/// <summary>Accounts over a private table in memory, with a clock of its own and cheap hashing.</summary>
internal sealed class House : IDisposable
{
    public const string Password = "four unrelated green words";

    public House(FakePrivateTable? table = null)
    {
        Table = table ?? new FakePrivateTable();
        Accounts = new AccountRegister(Table, Passwords, Clock);
        Policy = new SignInPolicyInForce(Table);
        Factors = new FactorRegister(Table);
        Demands = new FactorDemands(Policy, Factors, Clock);
        Authenticator = new Authenticator(Accounts, Passwords, Demands, new SignInChallenges(Clock), Clock);
        Sessions = new Security.Sessions(Table, Accounts, Policy, Clock);
    }

    public TestClock Clock { get; } = new();

    public FakePrivateTable Table { get; }

    public Passwords Passwords { get; } = new(1000);

    public AccountRegister Accounts { get; }

    public SignInPolicyInForce Policy { get; }

    public FactorRegister Factors { get; }

    public FactorDemands Demands { get; }

    public Authenticator Authenticator { get; }

    public Security.Sessions Sessions { get; }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async Task<Account> AddAsync(string userName = "dr.one", string role = Roles.Physician, string? fhirUser = null, string password = Password)
    {
        var outcome = await Accounts.CreateAsync(new AccountDraft(userName, "Some Body", role, "Location/main", "family-medicine", fhirUser, password), PolicyLibrary.Embedded, Stop);
        Assert.Empty(outcome.Issues.Select(issue => issue.Message));
        return outcome.Account!;
    }

    public Task<SignInStep> SignInAsync(string userName, string password, string address = "10.0.0.1") => Authenticator.SignInAsync(userName, password, address, Stop);

    public Task<AccountOutcome> ChangeAsync(string userName, AccountChange change) => Accounts.ChangeAsync(userName, change, PolicyLibrary.Embedded, Stop);

    public void Dispose()
    {
        Authenticator.Dispose();
        Factors.Dispose();
        Accounts.Dispose();
    }
}
