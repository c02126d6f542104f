using Carewright.Audit;
using Carewright.Fhir.Json;
using Carewright.Fhir.Patch;
using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Gateway.Attaching;
using Carewright.Gateway.Bundles;
using Carewright.Gateway.Consents;
using Carewright.Gateway.Emergencies;
using Carewright.Gateway.Exporting;
using Carewright.Gateway.Following;
using Carewright.Gateway.Gathering;
using Carewright.Gateway.Importing;
using Carewright.Gateway.Matching;
using Carewright.Gateway.Merging;
using Carewright.Gateway.Outbound;
using Carewright.Gateway.Proxies;
using Carewright.Gateway.Reading;
using Carewright.Gateway.Receiving;
using Carewright.Gateway.Relabelling;
using Carewright.Gateway.Rights;
using Carewright.Gateway.Searching;
using Carewright.Gateway.Sending;
using Carewright.Gateway.Settings;
using Carewright.Gateway.Simulating;
using Carewright.Gateway.Subscribing;
using Carewright.Gateway.Writing;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Queueing;

namespace Carewright.Gateway;

/// <summary>
/// The one way to the record: authorise, execute, filter what may leave, audit durably, release. Every door, module and job comes through here with an <see cref="Actor"/>.
/// Safe to call from many threads at once.
/// </summary>
public sealed class RecordGateway
{
    private readonly IRecordStore _store;
    private readonly Reader _reader;
    private readonly Printer _printer;
    private readonly HistoryReader _history;
    private readonly Searcher _searcher;
    private readonly SystemSearcher _systemSearcher;
    private readonly Everything _everything;
    private readonly Writer _writer;
    private readonly Patcher _patcher;
    private readonly ConditionalWriter _conditional;
    private readonly MetaKeeper _metaKeeper;
    private readonly Merger _merger;
    private readonly Unmerger _unmerger;
    private readonly PatientMatcher _patientMatcher;
    private readonly Eraser _eraser;
    private readonly LastObservations _lastObservations;
    private readonly TransactionProcessor _transactions;
    private readonly Gatherer _gatherer;
    private readonly Receiver _receiver;
    private readonly ImportGate _importGate;
    private readonly Importer _importer;
    private readonly Exporter _exporter;
    private readonly AccessCompiler _access;
    private readonly Scribe _scribe;
    private readonly RoomParts _room;
    private readonly MetaSurvey _survey;
    private readonly EndpointRules _endpoints;
    private readonly AccessMoments _moments;
    private readonly IPolicySource _policies;
    private readonly Explainer _explainer;
    private readonly Simulator _simulator;

    /// <summary>A gateway over one tenant's store.</summary>
    /// <param name="store">The record.</param>
    /// <param name="policies">The policy in force.</param>
    /// <param name="clock">Time.</param>
    /// <param name="terminology">What searches by value set and hierarchy ask; null: such searches are refused.</param>
    /// <param name="rules">What content must satisfy to be stored; null: what R4 itself demands.</param>
    /// <param name="messages">The log of partners' messages, which an erasure reaches; null: there is none.</param>
    public RecordGateway(IRecordStore store, IPolicySource policies, TimeProvider clock, ISearchTerminology? terminology = null, IContentRules? rules = null, IMessageLog? messages = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        var compiler = store.Compiler;
        var (glass, emergency) = (new GlassRegister(store, clock), new EmergencyRegister(store, clock));
        _scribe = new Scribe(store, clock, glass, emergency);
        var consents = new ConsentRegister(store, clock);
        _policies = policies;
        var proxies = new ProxyRegister(store, clock);
        _moments = new AccessMoments(new SiteClock(new SiteSettings(store), clock), glass, emergency, proxies);
        _access = new AccessCompiler(policies, store, _moments, consents);
        _explainer = new Explainer(store, policies, _access, _moments, _scribe);
        _simulator = new Simulator(store, policies, _access, _scribe, clock);
        BreakGlass = new BreakGlass(store, policies, glass, _scribe, clock);
        Emergency = new EmergencyMode(store, policies, emergency, _scribe, clock);
        var predicates = new AccessPredicates(store, compiler, _access, terminology);
        var tests = new RowTests(store, predicates, clock);
        var conditions = new ConditionalMatch(store, predicates, _access);
        _endpoints = new EndpointRules(store.Private);
        Changes = new ChangeFeed(store);
        Sending = new SendingRoom(store, predicates, _access, _scribe, new TriggerTerms(store, terminology, clock));
        Asking = new AskingRoom(store, predicates, _access, _scribe);
        var minors = new MinorsConsent(proxies.Ages, clock);
        var labeller = new Labeller(policies, store, minors, clock);
        var files = new FileInspector(Files = new FileShelf(store.Private));
        var drafts = new DraftBuilder(store, labeller, rules ?? new BaseContentRules(), new SubscriptionRules(store, tests, _endpoints, clock), files, consents, clock);
        Relabeller = new Relabeller(store, policies, new RelabelParts(labeller, minors, drafts), _scribe);
        _room = new RoomParts(store, tests, policies, _access, drafts, _scribe, clock);
        _reader = new Reader(store, _access, _scribe);
        _survey = new MetaSurvey(store, _access, _scribe);
        _printer = new Printer(store, _access, _scribe, clock);
        _history = new HistoryReader(store, _access, _scribe);
        _searcher = new Searcher(store, predicates, _access, _scribe);
        _systemSearcher = new SystemSearcher(store, predicates, _access, _scribe);
        _everything = new Everything(store, compiler, _access, _scribe);
        _writer = new Writer(store, _access, conditions, drafts, _scribe);
        var parts = new WriteParts(store, _access, conditions, drafts, _writer, _scribe);
        _patcher = new Patcher(parts);
        _conditional = new ConditionalWriter(parts, policies);
        _metaKeeper = new MetaKeeper(parts, _patcher, policies);
        _lastObservations = new LastObservations(store, predicates, _access, _scribe);
        _gatherer = new Gatherer(store, predicates, _access, _scribe);
        var merges = new MergeCommit(store, drafts, _scribe, clock);
        _merger = new Merger(store, _access, policies, _writer, drafts, merges, _scribe);
        _unmerger = new Unmerger(store, _access, policies, merges, _scribe);
        _patientMatcher = new PatientMatcher(store, predicates, _access, _scribe);
        var (desk, linked) = (new RightsDesk(store, policies, _scribe, clock), new LinkedPatients(store));
        var holds = new LegalHolds(desk, linked);
        Rights = new PatientRights(store, desk, holds, linked, _access, drafts, proxies);
        _eraser = new Eraser(store, policies, consents, holds, new PatientMessages(store, linked, messages), _scribe, clock);
        var placement = new TransactionPlacement(store, conditions, _conditional);
        _transactions = new TransactionProcessor(placement, parts, _patcher);
        var lookup = new IdentifierLookup(conditions);
        var received = new ReceiptPlacement(new PatientFinder(store, _patientMatcher, lookup, _access), lookup);
        _receiver = new Receiver(store, received, new ReceiptTransaction(_access, new SaidReader(store), clock), _transactions, _merger, _scribe);
        _importGate = new ImportGate(policies, _scribe);
        _importer = new Importer(store, _access, drafts, _writer, _importGate, conditions, _scribe);
        _exporter = new Exporter(store, new ExportPlanner(store, policies, _access, predicates), _scribe, clock);
    }

    /// <summary>Where the server may connect to on somebody else's word: endpoints of subscriptions, addresses of apps' keys.</summary>
    public EndpointRules Endpoints => _endpoints;

    /// <summary>What searches are parsed by at this moment: R4 and the search parameters that are whole.</summary>
    public Fhir.Definitions.FhirModel Definitions => _store.Parameters.Searchable;

    /// <summary>What has changed, for what the server does by itself.</summary>
    public ChangeFeed Changes { get; }

    /// <summary>What leaves to partners when the record changes.</summary>
    public SendingRoom Sending { get; }

    /// <summary>What a person has partners asked for.</summary>
    public AskingRoom Asking { get; }

    /// <summary>What the clinic says of files inside of resources.</summary>
    public FileShelf Files { get; }

    /// <summary>Opening one patient's record in an emergency.</summary>
    public BreakGlass BreakGlass { get; }

    /// <summary>Labels for what was written before the rules in force.</summary>
    public Relabeller Relabeller { get; }

    /// <summary>The clinic's emergency mode.</summary>
    public EmergencyMode Emergency { get; }

    /// <summary>Legal holds, information-blocking exceptions, amendments, accountings of disclosures, proxies.</summary>
    public PatientRights Rights { get; }

    /// <summary>What the actor may do at this moment, by resource type, as <see cref="AccessPolicy.Permissions"/> lists it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Permissions(Actor actor) => _policies.Current.Permissions(actor, _moments.Of(_policies.Current, actor));

    /// <summary>Why a user can, or cannot, do something with a resource; refused with 403 (operation <c>explain</c>).</summary>
    /// <param name="asker">Who asks.</param>
    /// <param name="subject">The user, as a request of theirs would come.</param>
    /// <param name="interaction">What for.</param>
    /// <param name="type">Resource type.</param>
    /// <param name="id">Logical id; of a resource that is not there only the type is explained.</param>
    /// <param name="cancellationToken">Ends when the client goes away.</param>
    public ValueTask<Answer<AccessExplanation>> ExplainAsync(Actor asker, Actor subject, AccessInteraction interaction, string type, string id, CancellationToken cancellationToken) =>
        _explainer.RunAsync(asker, subject, interaction, type, id, cancellationToken);

    /// <summary>What another policy would change for users, counted over the record; refused with 403 (operation <c>policies</c>).</summary>
    /// <param name="asker">Who asks.</param>
    /// <param name="candidate">The other policy.</param>
    /// <param name="users">Whose access is compared, each as a request of theirs would come.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public ValueTask<Answer<Simulation>> SimulateAsync(Actor asker, AccessPolicy candidate, IReadOnlyList<Actor> users, CancellationToken cancellationToken) =>
        _simulator.RunAsync(asker, candidate, users, cancellationToken);

    /// <summary>read: the current version. Refused with 403 (type), 404 (absent or not the actor's to see), 410 (deleted).</summary>
    public ValueTask<Answer<ReleasedResource>> ReadAsync(Actor actor, string type, string id, CancellationToken cancellationToken) =>
        _reader.ReadAsync(actor, type, id, cancellationToken);

    /// <summary>Puts a print on record, before it is printed. Refused with 404 (one is absent or not the actor's to see) and 422 (none, or more than 500).</summary>
    /// <param name="actor">Who prints.</param>
    /// <param name="references">What: <c>Type/id</c> each.</param>
    /// <param name="cancellationToken">Ends when the client goes away.</param>
    public ValueTask<Answer<PrintRecord>> PrintAsync(Actor actor, IReadOnlyList<string> references, CancellationToken cancellationToken) => _printer.RunAsync(actor, references, cancellationToken);

    /// <summary>vread: one version. Refusals as for read.</summary>
    public ValueTask<Answer<ReleasedResource>> ReadVersionAsync(Actor actor, string type, string id, long versionId, CancellationToken cancellationToken) =>
        _reader.ReadVersionAsync(actor, type, id, versionId, cancellationToken);

    /// <summary>history of an instance, newest first, deletes included.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="type">Resource type.</param>
    /// <param name="id">Logical id.</param>
    /// <param name="window">Which versions.</param>
    /// <param name="beforeVersion">Page: only versions before this one.</param>
    /// <param name="count">At most this many, 1 to 999.</param>
    /// <param name="cancellationToken">Ends when the client goes away.</param>
    public ValueTask<Answer<ReleasedHistory>> HistoryAsync(Actor actor, string type, string id, HistoryWindow window, long? beforeVersion, int count, CancellationToken cancellationToken) =>
        _reader.HistoryAsync(actor, type, id, window, beforeVersion, Math.Clamp(count, 1, 999), cancellationToken);

    /// <summary>history of a type or of everything, newest first, deletes included, as far as the actor may see. Refused with 403 (type).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="type">Resource type; null for everything.</param>
    /// <param name="window">Which versions.</param>
    /// <param name="before">Page: the place that the page before ended at.</param>
    /// <param name="count">At most this many, 1 to 999.</param>
    /// <param name="cancellationToken">Ends when the client goes away.</param>
    public ValueTask<Answer<ReleasedHistory>> HistoryAsync(Actor actor, string? type, HistoryWindow window, long? before, int count, CancellationToken cancellationToken) =>
        _history.RunAsync(actor, type, window, before, Math.Clamp(count, 1, 999), cancellationToken);

    /// <summary>search-system: several types, or all. Refusals as for search-type; <c>_sort</c> is refused with 400.</summary>
    public ValueTask<Answer<ReleasedPage>> SearchSystemAsync(Actor actor, SearchRequest request, string asked, CancellationToken cancellationToken) =>
        _systemSearcher.SearchAsync(actor, request, asked, cancellationToken);

    /// <summary>search-type. Refused with 400 (criteria), 403 (type, hidden element, chain through what the actor may not search), 422 (too costly).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="request">The parsed search; it names its type.</param>
    /// <param name="asked">The query as asked, for the audit record.</param>
    /// <param name="cancellationToken">Ends when the client goes away.</param>
    public ValueTask<Answer<ReleasedPage>> SearchAsync(Actor actor, SearchRequest request, string asked, CancellationToken cancellationToken) =>
        _searcher.SearchAsync(actor, request, asked, cancellationToken);

    /// <summary><c>Patient/[id]/$everything</c> and <c>Encounter/[id]/$everything</c>, paged. Refused with 400 (page token), 403, 404.</summary>
    public ValueTask<Answer<ReleasedPage>> EverythingAsync(Actor actor, EverythingRequest request, CancellationToken cancellationToken) =>
        _everything.RunAsync(actor, request, cancellationToken);

    /// <summary>What a document about a patient is made of, in one audit record. Refused with 403, 404 (the patient), 422 (too costly), 429.</summary>
    public ValueTask<Answer<Gathered>> GatherAsync(Actor actor, GatherOrder order, CancellationToken cancellationToken) => _gatherer.RunAsync(actor, order, cancellationToken);

    /// <summary><c>Observation/$lastn</c>: of each code the newest <paramref name="most"/>. The request is sorted newest first by its date. Refusals as for search.</summary>
    public ValueTask<Answer<ReleasedPage>> LastObservationsAsync(Actor actor, SearchRequest request, int most, string asked, CancellationToken cancellationToken) =>
        _lastObservations.RunAsync(actor, request, most, asked, cancellationToken);

    /// <summary><c>$meta-add</c>: profiles, tags and labels of a Meta put on a resource. Refusals as for patch.</summary>
    public ValueTask<Answer<Written>> AddMetaAsync(Actor actor, string type, string id, Element meta, CancellationToken cancellationToken) =>
        _metaKeeper.ChangeAsync(actor, WriteTarget.Of(type, id), new MetaChange(meta, false), cancellationToken);

    /// <summary><c>$meta-delete</c>: taken off. Refusals as for patch; 403 also for a restriction's label when the actor may not take it off.</summary>
    public ValueTask<Answer<Written>> DeleteMetaAsync(Actor actor, string type, string id, Element meta, CancellationToken cancellationToken) =>
        _metaKeeper.ChangeAsync(actor, WriteTarget.Of(type, id), new MetaChange(meta, true), cancellationToken);

    /// <summary><c>Patient/$merge</c>, or its preview. Refused with 403, 404, 422 (the pair or the result cannot be merged).</summary>
    public ValueTask<Answer<MergeOutcome>> MergeAsync(Actor actor, MergeRequest request, CancellationToken cancellationToken) => _merger.RunAsync(actor, request, cancellationToken);

    /// <summary>Undoes a merge by its Task. Refused with 403, 404, 422 (undone already).</summary>
    public ValueTask<Answer<MergeOutcome>> UnmergeAsync(Actor actor, string taskId, CancellationToken cancellationToken) => _unmerger.RunAsync(actor, taskId, cancellationToken);

    /// <summary><c>Patient/$match</c>: patients that the actor may see and that the resource may describe, best first. Refused with 403.</summary>
    public ValueTask<Answer<MatchedPatients>> MatchAsync(Actor actor, ResourceDocument patient, bool onlyCertain, int count, CancellationToken cancellationToken) =>
        _patientMatcher.RunAsync(actor, patient, onlyCertain, count, cancellationToken);

    /// <summary>
    /// Asks for, or, by somebody of another role, carries out the erasure of a patient: the key is destroyed, what was sealed with it cannot be read again, and the log of messages says nothing of the patient any more. Who asked, who agreed and why
    /// stays on record. Refused with 403, 404, 409 (the same person or role again; a legal hold).
    /// </summary>
    public ValueTask<Answer<Erasure>> EraseAsync(Actor actor, string patientId, string reason, CancellationToken cancellationToken) => _eraser.RunAsync(actor, patientId, reason, cancellationToken);

    /// <summary>create, or conditional create when <paramref name="ifNoneExist"/> is given. Refused with 400 or 422 (body), 403, 412 (condition).</summary>
    public ValueTask<Answer<Written>> CreateAsync(Actor actor, string type, ReadOnlyMemory<byte> json, SearchRequest? ifNoneExist, CancellationToken cancellationToken) =>
        _writer.CreateAsync(actor, type, json, ifNoneExist, cancellationToken);

    /// <summary>update, which creates when there is no such resource. Refused with 400 or 422 (body), 403, 404 (not the actor's to see), 412 (<paramref name="ifMatch"/>).</summary>
    public ValueTask<Answer<Written>> UpdateAsync(Actor actor, string type, string id, ReadOnlyMemory<byte> json, long? ifMatch, CancellationToken cancellationToken) =>
        _writer.UpdateAsync(actor, type, id, json, ifMatch, cancellationToken);

    /// <summary>delete: the history stays. Deleting what is deleted changes nothing.</summary>
    public ValueTask<Answer<Written>> DeleteAsync(Actor actor, string type, string id, long? ifMatch, CancellationToken cancellationToken) =>
        _writer.DeleteAsync(actor, type, id, ifMatch, cancellationToken);

    /// <summary>conditional update: of the one match, or a create when there is none. Refused as update, and with 400 (another id), 409 (the id is taken), 412 (several match).</summary>
    public ValueTask<Answer<Written>> UpdateAsync(Actor actor, SearchRequest condition, ReadOnlyMemory<byte> json, long? ifMatch, CancellationToken cancellationToken) =>
        _conditional.UpdateAsync(actor, condition, json, ifMatch, cancellationToken);

    /// <summary>conditional delete: of the one match, or of up to 200 where the policy lets the role delete many. No match is no fault. Refused with 403, 412.</summary>
    public ValueTask<Answer<Removed>> DeleteAsync(Actor actor, SearchRequest condition, CancellationToken cancellationToken) =>
        _conditional.DeleteAsync(actor, condition, cancellationToken);

    /// <summary>patch. Needs the rights to read and to update. Refused with 403, 404, 410, 412, and 422 when the patch cannot be applied or its result is not valid.</summary>
    public ValueTask<Answer<Written>> PatchAsync(Actor actor, string type, string id, ResourcePatch patch, long? ifMatch, CancellationToken cancellationToken) =>
        _patcher.PatchAsync(actor, WriteTarget.Of(type, id), patch, ifMatch, cancellationToken);

    /// <summary>conditional patch. Refused as patch; 404 when nothing matches, 412 when several do.</summary>
    public ValueTask<Answer<Written>> PatchAsync(Actor actor, SearchRequest condition, ResourcePatch patch, long? ifMatch, CancellationToken cancellationToken) =>
        _patcher.PatchAsync(actor, WriteTarget.Of(condition), patch, ifMatch, cancellationToken);

    /// <summary>transaction: all entries or none.</summary>
    public ValueTask<Answer<TransactionResult>> TransactionAsync(Actor actor, ResourceDocument bundle, CancellationToken cancellationToken) =>
        _transactions.RunAsync(actor, bundle, cancellationToken);

    /// <summary>
    /// A partner's message: whose it is, what is new and what is changed, in one transaction with its Provenance, once. What is not sure, and what a person here has changed meanwhile, is held for a person.
    /// </summary>
    /// <param name="actor">The partner's own account.</param>
    /// <param name="message">The message in FHIR.</param>
    /// <param name="cancellationToken">Ends it before the commit.</param>
    public ValueTask<Receipt> ReceiveAsync(Actor actor, ReceivedMessage message, CancellationToken cancellationToken) => _receiver.RunAsync(actor, message, cancellationToken);

    /// <summary>What would come of a message that nobody has decided about, for a person who looks at it: why it waits, and whom it may mean. 429 when the look cannot be put on record.</summary>
    /// <param name="person">Who looks.</param>
    /// <param name="partner">The partner's own account.</param>
    /// <param name="message">The message in FHIR.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public ValueTask<Answer<Receipt>> ReviewReceiptAsync(Actor person, Actor partner, ReceivedMessage message, CancellationToken cancellationToken) =>
        _receiver.ReviewAsync(person, partner, message, cancellationToken);

    /// <summary>A batch of an import: each resource kept under its own id, what is there already left alone. One commit, one audit record. Refused with 403 (operation <c>import</c>), 409, 429.</summary>
    /// <param name="actor">Who imports.</param>
    /// <param name="items">The resources.</param>
    /// <param name="cancellationToken">Ends it before the commit.</param>
    /// <param name="about">What names the import in the audit log, or null.</param>
    public ValueTask<Answer<ImportBatchResult>> ImportAsync(Actor actor, IReadOnlyList<ImportItem> items, CancellationToken cancellationToken, string? about = null) =>
        _importer.RunAsync(actor, items, about, cancellationToken);

    /// <summary>The profiles, labels and tags on what the actor may search, as the JSON of a <c>Meta</c>. Refused with 403 (type) and 422 (too many rows to open).</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="type">Of this type; null: of all that the actor may search.</param>
    /// <param name="cancellationToken">Ends when the client goes away.</param>
    public ValueTask<Answer<System.Text.Json.Nodes.JsonObject>> SurveyMetaAsync(Actor actor, string? type, CancellationToken cancellationToken) => _survey.RunAsync(actor, type, cancellationToken);

    /// <summary>Puts on record that an import, or a part of one, was asked for. Null when it may go on; else 403 (operation <c>import</c>) or 429.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="interaction">What is asked (<c>import</c>, <c>import-stage</c>).</param>
    /// <param name="status">How it is answered when it may go on.</param>
    /// <param name="about">What is to be imported.</param>
    /// <param name="cancellationToken">Ends when the client goes away.</param>
    public ValueTask<Refusal?> BeginImportAsync(Actor actor, string interaction, int status, string about, CancellationToken cancellationToken) =>
        _importGate.BeginAsync(actor, interaction, status, about, cancellationToken);

    /// <summary>
    /// Checks that an export may be made and puts on record that it was asked for. Refused with 400 (filters, types), 403 (operation, type), 404 (Group, patient not the actor's to see), 422 (a Group that cannot be
    /// evaluated; more than <paramref name="most"/> resources).
    /// </summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="order">What for.</param>
    /// <param name="most">At most so many resources; null for any number.</param>
    /// <param name="cancellationToken">Ends when the client goes away.</param>
    public ValueTask<Answer<ExportOutline>> OutlineExportAsync(Actor actor, ExportOrder order, long? most, CancellationToken cancellationToken) =>
        _exporter.OutlineAsync(actor, order, most, cancellationToken);

    /// <summary>
    /// Makes an export that <see cref="OutlineExportAsync"/> has put on record. Authorised anew, row by row; each file is on record, with its patients, before the sink may release it. Refusals as there, and 429 when the
    /// store takes no more records.
    /// </summary>
    public ValueTask<Answer<ExportResult>> ExportAsync(Actor actor, ExportOrder order, IExportSink sink, CancellationToken cancellationToken) =>
        _exporter.RunAsync(actor, order, sink, cancellationToken);

    /// <summary>The room of subscriptions: reads the change feed in the name of their owners. One for each open store.</summary>
    /// <param name="accounts">Whose rights they have.</param>
    public SubscriptionRoom OpenSubscriptions(AccountRegister accounts) => new(_room, _endpoints, accounts);

    /// <summary>Whether the actor may do this with at least some resources of the type; nothing is audited, since nothing is seen.</summary>
    public bool MaySome(Actor actor, AccessInteraction interaction, string type) => _access.For(actor, interaction, type).IsAllowed;

    /// <summary>
    /// Audits an operation that touches no stored resource (<c>$validate</c>, <c>$convert</c>, <c>$fhirpath</c>, a refused request). Null when the record is durable;
    /// otherwise the refusal to send instead of an answer.
    /// </summary>
    /// <param name="actor">Who.</param>
    /// <param name="interaction">Interaction or operation.</param>
    /// <param name="type">Resource type, or null.</param>
    /// <param name="status">How it ended, as an HTTP status.</param>
    /// <param name="cancellationToken">Ends when the client goes away.</param>
    /// <param name="about">What it was done to, when that is no resource (a user's name, say); or null.</param>
    /// <param name="rule">The rule that refused it, or null.</param>
    public async ValueTask<Refusal?> RecordAsync(Actor actor, string interaction, string? type, int status, CancellationToken cancellationToken, string? about = null, string? rule = null)
    {
        var outcome = status < 400 ? AuditOutcome.Success : status is 401 or 403 ? AuditOutcome.Refused : AuditOutcome.Failed;
        var draft = _scribe.Draft(actor, new Deed("execute", interaction, type, about), outcome, status, [], [], rule);
        return await _scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? null : Refusals.Busy;
    }
}
