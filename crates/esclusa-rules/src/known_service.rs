//! What is known to listen on a port: by the number that is registered for it, or by the image that brings it.

/// What a service gives to whoever reaches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gives {
    /// Data: databases, caches, brokers.
    Data,
    /// The administration of itself or of other machines.
    Administration,
    /// The engine, without a password.
    Engine,
}

/// Ports whose number says what listens there.
const PORTS: [(u16, &str, Gives); 54] = [
    (389, "LDAP", Gives::Data),
    (1433, "SQL Server", Gives::Data),
    (1521, "Oracle Database", Gives::Data),
    (1883, "MQTT", Gives::Data),
    (2181, "ZooKeeper", Gives::Administration),
    (2375, "Docker API", Gives::Engine),
    (2376, "Docker API (TLS)", Gives::Administration),
    (2377, "Docker Swarm", Gives::Administration),
    (2379, "etcd", Gives::Administration),
    (2380, "etcd", Gives::Administration),
    (3050, "Firebird", Gives::Data),
    (3306, "MySQL", Gives::Data),
    (3389, "RDP", Gives::Administration),
    (4222, "NATS", Gives::Data),
    (4369, "Erlang port mapper", Gives::Administration),
    (4646, "Nomad", Gives::Administration),
    (5432, "PostgreSQL", Gives::Data),
    (5601, "Kibana", Gives::Administration),
    (5671, "AMQP", Gives::Data),
    (5672, "AMQP", Gives::Data),
    (5900, "VNC", Gives::Administration),
    (5984, "CouchDB", Gives::Data),
    (6333, "Qdrant", Gives::Data),
    (6379, "Redis", Gives::Data),
    (6443, "Kubernetes API", Gives::Administration),
    (6650, "Pulsar", Gives::Data),
    (7199, "Cassandra JMX", Gives::Administration),
    (7474, "Neo4j", Gives::Data),
    (7687, "Neo4j", Gives::Data),
    (8086, "InfluxDB", Gives::Data),
    (8161, "ActiveMQ", Gives::Administration),
    (8200, "Vault", Gives::Administration),
    (8222, "NATS", Gives::Administration),
    (8500, "Consul", Gives::Administration),
    (8529, "ArangoDB", Gives::Data),
    (8983, "Solr", Gives::Administration),
    (9042, "Cassandra", Gives::Data),
    (9092, "Kafka", Gives::Data),
    (9160, "Cassandra", Gives::Data),
    (9200, "Elasticsearch", Gives::Data),
    (9229, "Node.js inspector", Gives::Administration),
    (9300, "Elasticsearch", Gives::Data),
    (10250, "kubelet", Gives::Administration),
    (11211, "memcached", Gives::Data),
    (15672, "RabbitMQ", Gives::Administration),
    (19530, "Milvus", Gives::Data),
    (25672, "RabbitMQ", Gives::Administration),
    (26257, "CockroachDB", Gives::Data),
    (27017, "MongoDB", Gives::Data),
    (27018, "MongoDB", Gives::Data),
    (27019, "MongoDB", Gives::Data),
    (28015, "RethinkDB", Gives::Data),
    (33060, "MySQL", Gives::Data),
    (61616, "ActiveMQ", Gives::Data),
];

/// Images whose port is one of administration, though its number may be anybody's.
const PANELS: [(&str, u16); 24] = [
    ("adminer", 8080),
    ("amir20/dozzle", 8080),
    ("dpage/pgadmin4", 80),
    ("dpage/pgadmin4", 443),
    ("kafbat/kafka-ui", 8080),
    ("linuxserver/phpmyadmin", 80),
    ("lscr.io/linuxserver/phpmyadmin", 80),
    ("louislam/dockge", 5001),
    ("mongo-express", 8081),
    ("obsidiandynamics/kafdrop", 9000),
    ("opensearchproject/opensearch-dashboards", 5601),
    ("phpmyadmin", 80),
    ("phpmyadmin/phpmyadmin", 80),
    ("portainer/agent", 9001),
    ("portainer/portainer", 9000),
    ("portainer/portainer-ce", 9000),
    ("portainer/portainer-ce", 9443),
    ("portainer/portainer-ee", 9000),
    ("portainer/portainer-ee", 9443),
    ("provectuslabs/kafka-ui", 8080),
    ("rediscommander/redis-commander", 8081),
    ("redis/redisinsight", 5540),
    ("traefik", 8080),
    ("selfhostedpro/yacht", 8000),
];

/// What listens on a port of a container of this image: its name, and what it gives.
pub(crate) fn on(image: Option<&str>, number: u16, protocol: &str) -> Option<(String, Gives)> {
    // The one of them that also answers datagrams, and amplifies them.
    if protocol != "tcp" && !(protocol == "udp" && number == 11211) {
        return None;
    }
    if let Some(image) = image.filter(|image| is_panel(image, number)) {
        return Some((image.to_owned(), Gives::Administration));
    }
    let at = PORTS.binary_search_by_key(&number, |(port, ..)| *port).ok()?;
    let (_, name, gives) = PORTS[at];
    Some((name.to_owned(), gives))
}

/// Whether an image is known to listen on a port of administration, even if it does not expose it.
pub(crate) fn is_panel(image: &str, number: u16) -> bool {
    PANELS.contains(&(image, number))
}
